// The model that `systole serve-sim` serves, and the chips that say how long its steps take.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "llm/step_timer.hpp"

namespace systole::app {

struct ServedModel {
  std::string name;
  std::string machine;     ///< "h100_sxm x 8"
  std::string step_times;  ///< where they come from
  std::unique_ptr<llm::StepTimer> timer;
};

std::vector<Option> served_model_options();
ServedModel served_model_from(const Arguments& arguments);

}  // namespace systole::app
