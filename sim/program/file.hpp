// The Program's file form: a text that people and compilers of their own can write, read back as a
// stream.
#pragma once

#include <iosfwd>
#include <string>

#include "program/program.hpp"

namespace systole::program {

/// A Program as read from a file, with the chip it was written for (YAML text, as in
/// resolved.yaml).
struct ProgramFile {
  std::string chip_yaml;
  Program program;
};

/// Writes the chip, every distinct kernel with all its commands, and the order of the steps.
void write(std::ostream& out, const ProgramFile& file);

/// Reads what `write` wrote, or what somebody else's compiler wrote in the same form
/// (docs/program.md). Throws UserError with file:line for every kind of mistake.
ProgramFile read(std::istream& in, const std::string& file_name);

}  // namespace systole::program
