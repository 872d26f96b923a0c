// Text as it may stand in an SVG.
#pragma once

#include <string>

namespace systole::report {

/// `text` with what would be markup spelled out.
std::string escaped(const std::string& text);

}  // namespace systole::report
