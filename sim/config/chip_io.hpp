// Chips in and out of YAML.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/chip.hpp"

namespace systole::config {

/// The folder of shipped chips, as find_data_file and list_data_files name it.
constexpr const char* kChipFolder = "configs/chips";

/// Reads a chip from a file or by the name of a shipped one, then applies `overrides`
/// ("core.sram.size_kib=512"). Mistakes inside of files and overrides go to `diagnostics`: the chip
/// is good only when there are none. A file that cannot be found or read throws UserError.
Chip read_chip(const std::string& name_or_path, const std::vector<std::string>& overrides,
               Diagnostics& diagnostics);

/// The same for text that is at hand; `file_name` stands in messages, and `base:` is seen from its
/// folder.
Chip parse_chip(const std::string& text, const std::string& file_name,
                const std::vector<std::string>& overrides, Diagnostics& diagnostics);

/// The paths of a chip's file and of those that it is based on, nearest first.
std::vector<std::string> files_of_chip(const std::string& name_or_path);

/// The whole chip as YAML, every key written out, with the sources of its values. Reading it gives
/// the same chip.
std::string write_chip(const Chip& chip);

/// docs/configuration.md: every key with type, unit, default, range and meaning.
std::string document_configuration();

}  // namespace systole::config
