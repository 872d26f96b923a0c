// Software profiles on the command line.
#pragma once

#include <optional>
#include <string>

#include "app/arguments.hpp"
#include "config/software.hpp"
#include "system/run.hpp"

namespace systole::app {

/// --software NAME for all chips, or CHIP=NAME for one.
Option software_option();

/// The profile for a chip, by what --chip called it; nothing where none was asked for.
std::optional<config::SoftwareProfile> software_for(const Arguments& arguments,
                                                    const std::string& chip);

/// Throws UserError when an assignment names a chip that was not given.
void check_software(const Arguments& arguments);

/// What a kernel has to wait for.
system::HostCost host_cost(const config::HostConfig& host);

}  // namespace systole::app
