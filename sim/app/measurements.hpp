// What the commands on measured latencies share: tables, chips, and how rows are simulated.
#pragma once

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
validate::PredictOptions predict_options(const Arguments& arguments);
/// One of as many rows as --every says.
std::vector<const validate::Measured*> thinned(const std::vector<const validate::Measured*>& rows,
                                               const Arguments& arguments);

}  // namespace systole::app
