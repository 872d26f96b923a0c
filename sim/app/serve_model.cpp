#include "app/serve_model.hpp"

#include <utility>

#include <fmt/format.h>

#include "app/serve_options.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "llm/chip_step_timer.hpp"
#include "serve/roofline_timer.hpp"

namespace systole::app {

namespace {

std::string machine_text(const ModelOnChips& model) {
  std::string text = model.labels.chip;
  const llm::ParallelPlan& plan = model.instance.plan();
  if (plan.chips() > 1) text += fmt::format(" x {} ({})", plan.chips(), to_string(plan));
  if (!model.labels.network.empty()) text += fmt::format(", {}", model.labels.network);
  if (!model.labels.software.empty()) text += fmt::format(", {}", model.labels.software);
  return text;
}

void use_roofline(ServedModel& served, const Arguments& arguments, double memory_share) {
  Diagnostics diagnostics;
  serve::RooflineMachine machine;
  machine.chip = config::read_chip(arguments.one("chip"), arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  machine.chips = served.model->instance.plan().chips();
  machine.memory_share = memory_share;
  served.timer = std::make_unique<serve::RooflineTimer>(
      served.model->instance.parts().setup().model, std::move(machine));
  served.step_times = "roofline";
  served.stages = 1;
}

}  // namespace

std::vector<Option> served_model_options() {
  std::vector<Option> options = model_options();
  Option source{"step-times", 0, "SOURCE",
                "simulated, or roofline: peak and bandwidth alone, without launches and exchanges",
                "simulated"};
  source.choices = {"simulated", "roofline"};
  options.push_back(source);
  options.push_back({"tolerance", 0, "PERCENT", "to which step times are interpolated", "2"});
  return options;
}

ServedModel served_model_from(const Arguments& arguments) {
  std::vector<ModelOnChips> models = models_on_chips(arguments);
  if (models.size() != 1) throw UserError("give one --chip");
  ModelOnChips& model = models.front();
  const double share = *number_from(arguments, "memory-share", 0.01, 1.0);
  ServedModel served;
  served.name = model.instance.parts().setup().model.name;
  served.machine = machine_text(model);
  served.stages = model.instance.plan().pipeline;
  served.model = std::make_unique<ModelOnChips>(std::move(model));
  if (arguments.one("step-times") == "roofline") {
    use_roofline(served, arguments, share);
    return served;
  }
  served.step_times = fmt::format("simulated ({})", served.model->labels.fidelity);
  const std::int64_t most_tokens = *arguments.integer("token-budget", 1, INT32_MAX);
  served.timer = std::make_unique<llm::ChipStepTimer>(served.model->instance, most_tokens);
  const llm::Instance& instance = served.model->instance;
  const double memory =
      static_cast<double>(instance.capacity()) * static_cast<double>(instance.plan().chips());
  served.left_free = static_cast<Bytes>((1.0 - share) * memory);
  return served;
}

}  // namespace systole::app
