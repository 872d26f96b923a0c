// Cells of comma-separated values.
#pragma once

#include <string>

namespace systole::report {

/// RFC 4180: quoted where it must be, quotes doubled.
std::string csv_cell(const std::string& text);

}  // namespace systole::report
