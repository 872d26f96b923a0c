// Numbers with what is known about their ends: "5.61 ms" or "4.20 to 9.13 ms".
#pragma once

#include <optional>
#include <string>

#include "study/interval.hpp"

namespace systole::report {

/// "4.20 ms to 9.13 ms"; "no data" where there is none.
std::string seconds_span(const std::optional<study::Bounds>& bounds);

/// The same for an error bar; "not validated" where there is none.
std::string error_bar_text(const std::optional<study::Bounds>& bar);

/// One sentence: which range of the chip's file moves the time most, and how far.
std::string widest_effect(const study::Interval& interval);

/// One row for each range of the chip's file: its ends and the times at them.
std::string effects_table(const study::Interval& interval);

}  // namespace systole::report
