// Whose kernels a command has its operators run as: --mapper.
#pragma once

#include <optional>

#include "app/arguments.hpp"
#include "config/chip.hpp"
#include "config/software.hpp"
#include "mapping/mapper.hpp"

namespace systole::app {

/// --mapper, by default the chip's own library.
Option mapper_option();

/// As --mapper says; without it as the software profile says, if there is one, else the chip's own
/// library. Throws UserError where the profile names no mapper.
mapping::Rules kernels_for(const Arguments& arguments, const config::Chip& chip,
                           const std::optional<config::SoftwareProfile>& software);

}  // namespace systole::app
