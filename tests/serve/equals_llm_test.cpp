// One request alone, with a token budget that is never reached, takes what `systole llm` says.
#include <cmath>

#include <catch2/catch.hpp>

#include "llm/chip_step_timer.hpp"
#include "llm/generation.hpp"
#include "llm/models.hpp"
#include "serve/cluster.hpp"

using namespace systole;

namespace {

/// Whole nanoseconds that depend on everything that a step may depend on.
llm::Machine machine() {
  const auto simulate = [](const workload::Graph& graph) {
    result::Result result;
    result.machine.clock_hz = 1'000'000'000;
    for (const workload::Operator& op : graph.operators) {
      result::OperatorResult one;
      one.name = op.name;
      one.cycles = 100 + workload::macs_of(op) / 1000;
      one.counters.launches = 1;
      result.operators.push_back(one);
    }
    return result;
  };
  return {simulate, [](const workload::Operator&) { return 40e-9; }, 1.0};
}

llm::Instance instance_of(const llm::ParallelPlan& plan) {
  llm::Overheads overheads;
  overheads.launch.first_us = 3.0;
  overheads.launch.next_us = 1.0;
  overheads.host.step_us = 7.0;
  return {llm::Parts({test::small_dense(), plan, {}}, machine()), overheads, {Bytes{1} << 30}};
}

}  // namespace

TEST_CASE("one request takes what llm says it takes") {
  const std::int64_t tensor = GENERATE(1, 2, 4);
  const std::int64_t input = GENERATE(1, 100, 1000);
  constexpr std::int64_t kOutput = 40;
  CAPTURE(tensor, input);
  llm::Instance instance = instance_of({tensor, 1, 1, 1});
  const llm::Generation said = llm::generate(instance, {1, input, kOutput, INT32_MAX}, 1e-9);

  llm::ChipStepTimer timer(instance, INT32_MAX / 1024);
  serve::ClusterConfig config;
  config.engine.token_budget = INT32_MAX;
  config.engine.blocks = 1000;
  config.engine.host = 7000;
  serve::Request request;
  request.input = input;
  request.output = kOutput;
  const serve::Outcome outcome = serve::serve({request}, config, {{timer}});
  const double ttft = said.prefill.seconds * 1e9;
  CHECK(static_cast<double>(outcome.served[0].first_token) == Approx(ttft).margin(0.51));
  // Whole nanoseconds a step; llm divides the sum of all steps by their number.
  const double tpot = said.decode.seconds * 1e9;
  CHECK(static_cast<double>(tpot_of(request, outcome.served[0])) == Approx(tpot).margin(1.0));
}
