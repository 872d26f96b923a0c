// Commands of a Program's file form, read from a line.
#pragma once

#include "program/command.hpp"
#include "program/line.hpp"

namespace systole::program {

/// `queue` is the line's first word ("load:"), already taken.
Command read_command(Line& line, const std::string& queue);

}  // namespace systole::program
