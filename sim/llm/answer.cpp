#include "llm/answer.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace systole::llm {

namespace {

double imbalance(const Parts& parts) {
  return imbalance_of(parts.setup().load, parts.setup().plan.expert);
}

std::vector<std::string> notes_of(const Instance& instance, const Request& request) {
  std::vector<std::string> notes;
  const ParallelPlan& plan = instance.plan();
  if (request.batch % plan.data != 0)
    notes.push_back(
        fmt::format("{} requests do not spread evenly over {} replicas: all take as "
                    "long as the fullest",
                    request.batch, plan.data));
  if (request.input > request.prefill_tokens)
    notes.push_back(fmt::format("prompts are read in parts of {} tokens (--prefill-tokens)",
                                request.prefill_tokens));
  if (plan.replicas_of_experts() > 1)
    notes.emplace_back(
        "tokens travel to their experts and back; the two halves of a batch are not "
        "overlapped");
  return notes;
}

}  // namespace

Answer answer(Instance& instance, const Labels& labels, const Request& request, double tolerance) {
  const Parts::Setup& setup = instance.parts().setup();
  Answer answer;
  answer.labels = labels;
  answer.plan = setup.plan;
  answer.types = setup.model.types;
  answer.model = setup.model.name;
  answer.parameters = parameters_of(setup.model);
  answer.kv_per_token = kv_cache_bytes_of(setup.model, {});
  answer.generation = generate(instance, request, tolerance);
  answer.largest_batch = largest_batch(instance, request);
  answer.prefill_operators = operators_of(instance, prefill_steps(instance, request).front());
  if (request.output > 1)
    answer.decode_operators =
        operators_of(instance, decode_step(instance, request.batch, request.input).front());
  answer.imbalance = imbalance(instance.parts());
  answer.simulations = instance.parts().simulations();
  answer.notes = notes_of(instance, request);
  return answer;
}

std::vector<Answer> answers(Instance& instance, const Labels& labels, Request request,
                            const std::vector<std::int64_t>& batches, double tolerance) {
  std::vector<Answer> all;
  for (const std::int64_t batch : batches) {
    request.batch = batch;
    if (!memory_of(instance, request).fits()) break;
    all.push_back(answer(instance, labels, request, tolerance));
  }
  if (all.empty()) check_fits(instance, request);
  return all;
}

}  // namespace systole::llm
