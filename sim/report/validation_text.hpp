// Predictions against measurements, for people and for programs.
#pragma once

#include <string>

#include "validate/validation.hpp"

namespace systole::report {

/// Errors by chip, kind, type and regime, the worst rows and what was left out.
std::string validation_text(const validate::Validation& validation);
/// One row per measurement.
std::string validation_csv(const validate::Validation& validation);
/// The table of errors and that of the rows farthest off, as a page of documentation has them.
std::string validation_markdown(const validate::Validation& validation);
std::string validation_json(const validate::Validation& validation);

}  // namespace systole::report
