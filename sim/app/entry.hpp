// The program, from its words to its exit code.
#pragma once

#include <string>
#include <vector>

namespace systole::app {

/// `words` are those after the program's name. Prints one clear message for everything that goes
/// wrong.
int run_program(const std::vector<std::string>& words);

}  // namespace systole::app
