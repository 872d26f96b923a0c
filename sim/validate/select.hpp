// Which rows are a chip's, and which chips rows are of.
#pragma once

#include <string>
#include <vector>

#include "validate/measured.hpp"

namespace systole::validate {

/// The folder of the tables that ship with the program.
constexpr const char* kTableFolder = "tests/validation/measured";

/// Paths of the tables that ship with the program. Throws UserError when there are none.
std::vector<std::string> own_tables();

/// Shipped chips that rows name, in the order in which they appear, each followed by
/// NAME_calibrated where that ships too.
std::vector<std::string> shipped_chips_of(const std::vector<Measured>& rows);

/// Shipped networks of one level that join the first of these chips that has any, those from
/// hardware alone first.
std::vector<std::string> shipped_networks_of(const std::vector<std::string>& chips);

/// The chip's own name, then those of the files that it is based on, nearest first.
std::vector<std::string> names_of(const std::string& name_or_path, const std::string& chip);

/// Rows that name the chip; where none does, those that name the nearest chip that its file is
/// based on. Rows that name no chip are everybody's. Throws UserError when there are none.
std::vector<const Measured*> rows_for(const std::string& name_or_path, const std::string& chip,
                                      const std::vector<Measured>& rows);

}  // namespace systole::validate
