// What the commands on measured latencies share: tables, chips, and how rows are simulated.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "validate/predict.hpp"

namespace systole::app {

/// --chip, --measured, --set, --fidelity, --mapper, --caches, --launch-software, --every, --whole,
/// --jobs.
std::vector<Option> measurement_options();

/// The rows of every --measured, or of the tables that ship with the program.
std::vector<validate::Measured> measured_rows(const Arguments& arguments);
config::Chip measured_chip(const std::string& name, const Arguments& arguments);
/// How rows are simulated on the chip.
validate::PredictOptions predict_options(const Arguments& arguments, const config::Chip& chip);
/// What the host takes of a row whose time includes the launch: as --launch-software says, else as
/// the shipped profile timed_CHIP_KIND that was fitted with the chip, else as cuda_eager.
std::function<system::HostCost(const validate::Measured&)> launch_host(
    const std::string& name_or_path, const config::Chip& chip, const Arguments& arguments);
/// One of as many rows as --every says.
std::vector<const validate::Measured*> thinned(const std::vector<const validate::Measured*>& rows,
                                               const Arguments& arguments);

}  // namespace systole::app
