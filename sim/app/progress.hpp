// One line on a terminal that says how far a run is; nothing where standard error is not a
// terminal.
#pragma once

#include <cstddef>
#include <string>

namespace systole::app {

bool can_show_progress();
void show_progress(const std::string& label, const char* what, std::size_t done, std::size_t total);
/// The same for a line of any other kind.
void show_line(const std::string& text);
void clear_progress();

}  // namespace systole::app
