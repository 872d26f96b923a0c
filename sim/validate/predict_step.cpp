#include "validate/predict_step.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "frontend/model_file.hpp"
#include "llm/exchange.hpp"
#include "llm/generation.hpp"
#include "llm/machine.hpp"
#include "llm/memory.hpp"

namespace systole::validate {

namespace {

/// Most tokens that an engine of the time puts into one step.
constexpr std::int64_t kPrefillTokens = 8192;

const config::NetworkConfig& network_in(const PredictOptions& options) {
  if (options.network) return *options.network;
  throw UserError("no network is known to join such chips: name one with --network");
}

llm::Simulate simulate_on(const config::Chip& chip, const PredictOptions& options) {
  system::RunOptions run;
  run.fidelity = options.fidelity;
  const std::string how = std::string(system::name_of(options.fidelity)) +
                          std::string(mapping::name_of(options.mapper.rules));
  return options.remembered->on(chip, how, llm::simulate_on(chip, options.mapper, run));
}

llm::Instance instance_of(const config::Chip& bare, const Measured& row,
                          const PredictOptions& options) {
  const auto software = software_of(row, options);
  const config::Chip chip = software ? config::with_software(bare, *software) : bare;
  const config::ExchangeConfig stack = software ? software->exchange : config::ExchangeConfig{};
  const llm::Overheads overheads = llm::overheads_of(chip, software);
  const llm::ParallelPlan plan{row.step->tensor, 1, 1, 1};
  llm::Parts::Setup setup{frontend::read_model(row.step->model, DType::fp16).model, plan, {}};
  if (software && !software->fusion) setup.kernels = workload::Kernels::modules;
  llm::Exchange exchange = [](const workload::Operator&) { return 0.0; };
  if (plan.chips() > 1) exchange = llm::exchange_on(network_in(options), plan, stack);
  llm::Machine machine{simulate_on(chip, options), std::move(exchange), overheads.idle_watts};
  return {llm::Parts(std::move(setup), std::move(machine)), overheads, llm::memory_of(chip)};
}

/// What a chip does longest in a step.
std::string cause_in(const llm::StepTime& step) {
  const auto& seconds = step.of_one_chip.seconds;
  const auto longest = std::max_element(seconds.begin(), seconds.end());
  return std::string(
      llm::name_of(static_cast<llm::Cause>(std::distance(seconds.begin(), longest))));
}

}  // namespace

std::optional<config::SoftwareProfile> software_of(const Measured& row,
                                                   const PredictOptions& options) {
  return options.software ? options.software(row) : std::nullopt;
}

Prediction predict_exchange(const timing::CollectiveRequest& request,
                            const PredictOptions& options) {
  const timing::CollectiveTime time = timing::collective_time(network_in(options), request);
  const timing::CollectiveStage& stage = time.plan.stages.front();
  Prediction prediction;
  prediction.seconds = time.seconds();
  prediction.cause = timing::name_of(time.bound);
  prediction.mapping = std::string(timing::name_of(stage.algorithm)) + " " +
                       std::string(timing::name_of(stage.protocol));
  return prediction;
}

Prediction predict_step(const config::Chip& chip, const Measured& row,
                        const PredictOptions& options) {
  const ModelStep& asked = *row.step;
  llm::Instance instance = instance_of(chip, row, options);
  const llm::Request request{asked.batch, asked.input, asked.output, kPrefillTokens};
  const llm::StepTime step =
      asked.phase == workload::Phase::prefill
          ? llm::prefill_of(instance, request)
          : llm::decode_of(instance, asked.batch, asked.input + asked.output / 2);
  Prediction prediction;
  prediction.seconds = step.seconds;
  prediction.cause = cause_in(step);
  return prediction;
}

}  // namespace systole::validate
