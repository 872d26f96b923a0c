// Mappings in and out of YAML.
#pragma once

#include <string>

#include "mapping/mapping.hpp"

namespace systole::mapping {

/// Reads a mapping from a file; all its mistakes are reported in one go, each at its place. Throws
/// UserError.
Mapping read_mapping(const std::string& path);
/// The same for text that is at hand; `file_name` stands in messages.
Mapping parse_mapping(const std::string& text, const std::string& file_name);
/// Reading it gives the same mapping.
std::string write_mapping(const Mapping& mapping);

}  // namespace systole::mapping
