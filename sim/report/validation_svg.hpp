// Pictures of a validation.
#pragma once

#include <string>

#include "validate/validation.hpp"

namespace systole::report {

/// Predicted against measured times, both logarithmic, with the line on which they agree.
std::string validation_scatter(const validate::Validation& validation);
/// How many rows are off by how much.
std::string validation_histogram(const validate::Validation& validation);

}  // namespace systole::report
