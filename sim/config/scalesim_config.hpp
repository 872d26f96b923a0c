// Reads SCALE-Sim's .cfg files as chips that count cycles the way SCALE-Sim does.
#pragma once

#include <string>

#include "base/error.hpp"
#include "config/chip.hpp"

namespace systole::config {

/// The array, memories and bandwidth of the file, accounting `scalesim`, none of the array's
/// additions, int8 words and a clock of 1 GHz. `InterfaceBandwidth: CALC` is an ideal memory; USER
/// gives every operand a channel of its own with `Bandwidth` bytes a cycle. What a file leaves out
/// has SCALE-Sim's default and a note; bad values are errors in `diagnostics`. A file that cannot
/// be read throws UserError.
Chip read_scalesim_config(const std::string& path, Diagnostics& diagnostics);

/// The same for text that is at hand.
Chip parse_scalesim_config(const std::string& text, const std::string& file_name,
                           Diagnostics& diagnostics);

}  // namespace systole::config
