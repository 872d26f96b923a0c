// Memories in and out of YAML.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/memory.hpp"

namespace systole::config {

/// The folder of shipped memories, as find_data_file and list_data_files name it.
constexpr const char* kMemoryFolder = "configs/memories";

/// Reads a memory from a file or by the name of a shipped one, then applies `overrides`
/// ("timing.tcl=18"). Mistakes inside of files and overrides go to `diagnostics`: the memory is
/// good only when there are none. A file that cannot be found or read throws UserError.
MemoryConfig read_memory(const std::string& name_or_path, const std::vector<std::string>& overrides,
                         Diagnostics& diagnostics);

/// The same for text that is at hand; `file_name` stands in messages, and `base:` is seen from its
/// folder.
MemoryConfig parse_memory(const std::string& text, const std::string& file_name,
                          const std::vector<std::string>& overrides, Diagnostics& diagnostics);

/// The whole memory as YAML, every key written out, with the sources of its values. Reading it
/// gives the same memory.
std::string write_memory(const MemoryConfig& memory);

/// The part of docs/configuration.md about memory files.
std::string document_memories();

}  // namespace systole::config
