// A calibration, for people and as files.
#pragma once

#include <string>

#include "validate/calibration.hpp"

namespace systole::report {

/// Errors before, on the rows that were fitted and on those that were held out, the parameters, and
/// whether the fit is good.
std::string calibration_text(const validate::Calibration& calibration);

/// A chip file that lays the fitted values over the chip `based_on`, each with the name of the data
/// set as its source.
std::string calibrated_chip(const validate::Calibration& calibration, const std::string& based_on,
                            const std::string& data_set);

/// The fitted part of the host as a software profile with this name.
std::string calibrated_software(const validate::Calibration& calibration, const std::string& name,
                                const std::string& data_set);

}  // namespace systole::report
