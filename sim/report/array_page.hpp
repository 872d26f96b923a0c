// An array at work as one page for a browser: no network, no libraries, driven by the traces alone.
#pragma once

#include <string>
#include <vector>

#include "result/array_trace.hpp"

namespace systole::report {

/// Throws UserError where the page would be larger than a browser likes (5 MB).
std::string array_page(const std::vector<result::ArrayTrace>& traces);

}  // namespace systole::report
