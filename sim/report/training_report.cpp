#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/llm_report.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;
using llm::TrainingStep;

struct Share {
  const char* name;
  double seconds;
};

std::vector<Share> shares_of(const TrainingStep& step) {
  return {{"forward", step.forward},
          {"backward", step.backward},
          {"bubbles", step.bubbles},
          {"gradients", step.gradients},
          {"optimizer", step.optimizer}};
}

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

}  // namespace

std::string training_text(const std::string& title, const TrainingStep& step) {
  const auto bytes = [](Bytes value) { return human_bytes(static_cast<double>(value)); };
  const llm::TrainingMemory& memory = step.memory;
  std::string text = fmt::format(
      "{}\n\nstep         {} for {} sequences of {} tokens, micro-batches of {}, recomputation {}\n"
      "throughput   {:.5g} tokens/s, MFU {:.1f} % ({} operations of the model itself)\n"
      "memory       {} of {} per chip: weights {}, gradients {}, optimizer {}, activations {}\n\n",
      title, human_seconds(step.seconds), step.request.batch, step.request.length,
      step.request.micro_batch, name_of(step.request.recomputation), step.tokens_per_second(),
      step.mfu * 100.0, human_count(step.model_flops), bytes(memory.total()),
      bytes(memory.capacity), bytes(memory.weights), bytes(memory.gradients),
      bytes(memory.optimizer), bytes(memory.activations));
  Table table({{"part of the step", Align::left}, {"time"}, {"%"}});
  for (const Share& share : shares_of(step))
    table.row({share.name, human_seconds(share.seconds),
               fmt::format("{:.1f}", 100.0 * share.seconds / step.seconds)});
  return text + table.text();
}

std::string training_json(const std::string& title, const TrainingStep& step) {
  const llm::TrainingMemory& memory = step.memory;
  Json json{{"schema", kTrainingSchema},
            {"title", title},
            {"batch", step.request.batch},
            {"tokens", step.request.length},
            {"micro_batch", step.request.micro_batch},
            {"recomputation", name_of(step.request.recomputation)},
            {"seconds", rounded(step.seconds)},
            {"tokens_per_second", rounded(step.tokens_per_second())},
            {"mfu", rounded(step.mfu)},
            {"seconds_by_part", Json::object()},
            {"memory_bytes_per_chip",
             {{"weights", memory.weights},
              {"gradients", memory.gradients},
              {"optimizer", memory.optimizer},
              {"activations", memory.activations},
              {"capacity", memory.capacity}}}};
  for (const Share& share : shares_of(step))
    json["seconds_by_part"][share.name] = rounded(share.seconds);
  return json.dump(2) + "\n";
}

}  // namespace systole::report
