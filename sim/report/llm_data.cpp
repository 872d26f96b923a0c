#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/llm_report.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;
using llm::Answer;
using llm::Generation;

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

Json step_json(const llm::StepTime& step) {
  Json json{{"seconds", rounded(step.seconds)}, {"joules", rounded(step.joules)}};
  const auto bar = step.error_bar();
  json["error_bar"] = nullptr;
  if (bar)
    json["error_bar"] = {{"low_seconds", rounded(bar->low)}, {"high_seconds", rounded(bar->high)}};
  Json& causes = json["seconds_by_cause"] = Json::object();
  for (std::size_t i = 0; i < llm::kCauses; ++i)
    causes[std::string(name_of(static_cast<llm::Cause>(i)))] = rounded(step.of_one_chip.seconds[i]);
  return json;
}

Json machine_json(const Answer& answer) {
  const auto text = [](const std::string& name) {
    return name.empty() ? Json(nullptr) : Json(name);
  };
  return {{"chip", answer.labels.chip},
          {"chips", answer.plan.chips()},
          {"network", text(answer.labels.network)},
          {"software", text(answer.labels.software)},
          {"fidelity", answer.labels.fidelity},
          {"tensor_parallel", answer.plan.tensor},
          {"pipeline_parallel", answer.plan.pipeline},
          {"expert_parallel", answer.plan.expert},
          {"data_parallel", answer.plan.data}};
}

Json model_json(const Answer& answer) {
  return {{"name", answer.model},
          {"parameters", answer.parameters},
          {"kv_bytes_per_token", answer.kv_per_token},
          {"weight_dtype", name_of(answer.types.linear_weight)},
          {"expert_dtype", name_of(answer.types.expert_weight)},
          {"kv_dtype", name_of(answer.types.kv)}};
}

Json memory_json(const Answer& answer) {
  const llm::MemoryUse& use = answer.generation.memory;
  return {{"weights", use.weights},
          {"kv", use.kv},
          {"activations", use.activations},
          {"capacity", use.capacity},
          {"largest_batch", answer.largest_batch}};
}

Json points_json(const Generation& g) {
  Json points = Json::array();
  for (const llm::DecodePoint& point : g.points)
    points.push_back({{"context", point.context}, {"seconds", rounded(point.step.seconds)}});
  return points;
}

Json operators_json(const std::vector<llm::OperatorLine>& lines) {
  Json operators = Json::array();
  for (const llm::OperatorLine& op : lines)
    operators.push_back({{"name", op.name},
                         {"times", op.times},
                         {"kernels", op.kernels},
                         {"seconds", rounded(op.seconds)},
                         {"bound", name_of(op.cause)}});
  return operators;
}

Json answer_json(const Answer& answer) {
  const Generation& g = answer.generation;
  const bool decodes = !g.points.empty();
  return {{"model", model_json(answer)},
          {"machine", machine_json(answer)},
          {"batch", g.request.batch},
          {"input_tokens", g.request.input},
          {"output_tokens", g.request.output},
          {"ttft_seconds", rounded(g.prefill.seconds)},
          {"tpot_seconds", decodes ? Json(rounded(g.decode.seconds)) : Json(nullptr)},
          {"request_seconds", rounded(g.seconds())},
          {"decode_tokens_per_second", rounded(g.decode_tokens_per_second())},
          {"output_tokens_per_second", rounded(g.output_tokens_per_second())},
          {"joules_per_output_token", rounded(g.joules_per_output_token())},
          {"prefill", step_json(g.prefill)},
          {"decode", decodes ? step_json(g.decode) : Json(nullptr)},
          {"decode_points", points_json(g)},
          {"interpolation_error", rounded(g.interpolation_error)},
          {"memory_bytes_per_chip", memory_json(answer)},
          {"expert_imbalance", rounded(answer.imbalance)},
          {"prefill_operators", operators_json(answer.prefill_operators)},
          {"decode_operators", operators_json(answer.decode_operators)},
          {"notes", answer.notes}};
}

}  // namespace

std::string llm_json(const std::vector<Answer>& answers) {
  Json document{{"schema", kLlmSchema}, {"answers", Json::array()}};
  for (const Answer& answer : answers) document["answers"].push_back(answer_json(answer));
  return document.dump(2) + "\n";
}

std::string llm_sweep_csv(const std::vector<Answer>& answers) {
  std::string text =
      "chip,chips,batch,input_tokens,output_tokens,ttft_seconds,tpot_seconds,"
      "decode_tokens_per_second,joules_per_output_token,memory_bytes,prefill_bound,decode_bound\n";
  for (const Answer& answer : answers) {
    const Generation& g = answer.generation;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(answer.labels.chip),
                        answer.plan.chips(), g.request.batch, g.request.input, g.request.output,
                        six_digits(g.prefill.seconds), six_digits(g.decode.seconds),
                        six_digits(g.decode_tokens_per_second()),
                        six_digits(g.joules_per_output_token()), g.memory.total(),
                        llm_bound(g.prefill), llm_bound(g.decode));
  }
  return text;
}

}  // namespace systole::report
