// What the commands on measured latencies share: tables, chips, and how rows are simulated.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "validate/predict.hpp"

namespace systole::app {

/// --chip, --measured, --set, --fidelity, --mapper, --caches, --launch-software, --network,
/// --every,
/// --whole, --jobs.
std::vector<Option> measurement_options();

/// The rows of every --measured, or of the tables that ship with the program.
std::vector<validate::Measured> measured_rows(const Arguments& arguments);
config::Chip measured_chip(const std::string& name, const Arguments& arguments);
/// How rows are simulated on the chip.
validate::PredictOptions predict_options(const Arguments& arguments, const config::Chip& chip);
using SoftwareOfRow =
    std::function<std::optional<config::SoftwareProfile>(const validate::Measured&)>;

/// The software of a row that is not timed kernel by kernel: as --launch-software says, else the
/// shipped profile timed_CHIP_KIND, timed_CHIP_graph, timed_CHIP_eager or timed_CHIP_serving that
/// was fitted with the chip, else cuda_eager, or nothing for a serving engine.
SoftwareOfRow software_of_rows(const std::string& name_or_path, const config::Chip& chip,
                               const Arguments& arguments);
/// As --network says, else the shipped ones that are made of the chip: from hardware alone, then
/// calibrated.
std::vector<config::NetworkConfig> networks_of(const std::string& name_or_path,
                                               const config::Chip& chip,
                                               const Arguments& arguments);
/// Of a chip's networks the one of its own version.
std::optional<config::NetworkConfig> network_beside(
    const config::Chip& chip, const std::vector<config::NetworkConfig>& networks);
/// One of as many rows as --every says.
std::vector<const validate::Measured*> thinned(const std::vector<const validate::Measured*>& rows,
                                               const Arguments& arguments);

}  // namespace systole::app
