// The values of an axis: a list, or a range that is spread evenly or by equal factors.
#pragma once

#include <string>
#include <vector>

#include "base/document.hpp"

namespace systole::sweep {

/// Of a list, or of {from, to, step}, {from, to, points} or {from, to, points, scale: log}. Empty
/// after a mistake, which is reported. Points of a range between whole numbers are whole.
std::vector<std::string> axis_values(const Node& node, const std::string& path,
                                     Diagnostics& diagnostics);

}  // namespace systole::sweep
