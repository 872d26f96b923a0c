// Walking through pictures on a terminal, one key press at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace systole::app {

/// Throws UserError where standard input or output is no terminal.
void require_terminal();

/// Shows picture 0 to count - 1: any key goes on, b goes back, q ends.
void step_through(std::size_t count, const std::function<std::string(std::size_t)>& picture);

}  // namespace systole::app
