// One beat of arrays as a picture, for pages and slides.
#pragma once

#include <string>
#include <vector>

#include "result/array_trace.hpp"

namespace systole::report {

/// The arrays stand side by side; one that has ended shows its last beat.
std::string array_svg(const std::vector<result::ArrayTrace>& traces, Cycles beat);

}  // namespace systole::report
