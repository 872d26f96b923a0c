// The options that say which language model runs on which chips, shared by the commands that ask
// for its steps.
#pragma once

#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "llm/answer.hpp"
#include "llm/instance.hpp"

namespace systole::app {

/// --model, --chip, --set, --network, --software, --chips, --tp, --pp, --ep, --dp, --dtype,
/// --kv-dtype, --experts, --mapper and those of fidelity.
std::vector<Option> model_options();

/// A model on the chips of one --chip.
struct ModelOnChips {
  llm::Labels labels;
  llm::Instance instance;
  std::vector<std::string> notes;  ///< of the files that were read
  double peak_flops = 0.0;         ///< of one chip, in the type that products take
};

/// One for each --chip. Throws UserError where a model cannot be spread or a chip cannot hold it.
std::vector<ModelOnChips> models_on_chips(const Arguments& arguments);

}  // namespace systole::app
