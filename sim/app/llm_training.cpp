#include "app/llm_training.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "report/llm_report.hpp"

namespace systole::app {

namespace {

constexpr std::int64_t kMost = 100'000'000;

llm::Recomputation recomputation_from(const std::string& text) {
  if (text == "none") return llm::Recomputation::none;
  return text == "full" ? llm::Recomputation::full : llm::Recomputation::selective;
}

}  // namespace

std::vector<Option> training_options() {
  Option phase{"phase", 0, "WHAT", "generate answers, or train: a step of training", "generate"};
  phase.choices = {"generate", "train"};
  Option recompute{"recompute", 0, "WHAT",
                   "with --phase train, what backward computes again: none, selective (attention) "
                   "or full (each layer)",
                   "selective"};
  recompute.choices = {"none", "selective", "full"};
  return {
      phase,
      {"micro-batch", 0, "N", "with --phase train, sequences in a pipeline stage at a time", "1"},
      recompute};
}

std::string training_report(ModelOnChips& model, const Arguments& arguments) {
  for (const char* option : {"csv", "out", "sweep-batch", "operators", "output-len"}) {
    if (arguments.has(option))
      throw UserError(fmt::format("--{} is not for --phase train", option));
  }
  const llm::TrainingRequest request{
      *arguments.integer("batch", 1, kMost), *arguments.integer("input-len", 1, kMost),
      *arguments.integer("micro-batch", 1, kMost), recomputation_from(arguments.one("recompute"))};
  const llm::TrainingStep step = llm::train(model.instance, request, model.peak_flops);
  const std::string title =
      fmt::format("{} trained on {}", model.instance.parts().setup().model.name,
                  report::llm_machine(model.labels, model.instance.plan()));
  return arguments.has("json") ? report::training_json(title, step)
                               : report::training_text(title, step);
}

}  // namespace systole::app
