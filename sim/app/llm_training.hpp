// systole llm --phase train
#pragma once

#include <vector>

#include "app/model_options.hpp"

namespace systole::app {

/// --phase, --micro-batch, --recompute.
std::vector<Option> training_options();

/// What is printed of a step of training of the one model.
std::string training_report(ModelOnChips& model, const Arguments& arguments);

}  // namespace systole::app
