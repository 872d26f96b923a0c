// The model that `systole serve-sim` serves, and the chips that say how long its steps take.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/model_options.hpp"
#include "llm/step_timer.hpp"

namespace systole::app {

struct ServedModel {
  std::string name;
  std::string machine;     ///< "h100_sxm, TP 8"
  std::string step_times;  ///< where they come from
  /// Pipeline stages: so many batches are on their way at once, and share the cache.
  std::int64_t stages = 1;
  Bytes left_free = 0;                    ///< of the memory that the timer would use
  std::unique_ptr<ModelOnChips> model{};  ///< what the timer asks
  std::unique_ptr<llm::StepTimer> timer{};
};

std::vector<Option> served_model_options();
ServedModel served_model_from(const Arguments& arguments);

}  // namespace systole::app
