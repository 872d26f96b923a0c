// An explanation of a result, as text and as JSON.
#pragma once

#include <string>

#include "study/why.hpp"

namespace systole::report {

constexpr const char* kWhySchema = "systole.why/1";

/// Where the cycles went, the critical resource of each group of operators, what a small change of
/// the chip gives and what single change would reach the target.
std::string why_text(const study::Explanation& why);
std::string why_json(const study::Explanation& why);

}  // namespace systole::report
