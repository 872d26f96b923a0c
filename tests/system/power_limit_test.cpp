// Kernels that ask for more products per second than the power allows are slowed down to it.
#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"

using namespace systole;

namespace {

/// Long enough for what fill and drain take to be a small part of it.
workload::Graph product() { return test::graph_of(test::gemm_operator(256, 256, 256)); }

config::Chip chip_that_sustains(double mhz) {
  config::Chip chip = test::small_chip(8, 8, Dataflow::weight_stationary);
  chip.clock_mhz = 1000.0;
  chip.clocks.sustained_mhz = mhz;
  return chip;
}

result::OperatorResult run_on(const config::Chip& chip, system::Fidelity fidelity) {
  system::RunOptions options;
  options.fidelity = fidelity;
  return runner::run_in_child(chip, mapping::compile(product(), chip), options).operators.front();
}

}  // namespace

TEST_CASE("A chip whose matrix units are always busy runs at its sustained clock") {
  const auto fidelity =
      GENERATE(system::Fidelity::analytic, system::Fidelity::tile, system::Fidelity::cycle);
  const auto free = run_on(chip_that_sustains(0.0), fidelity);
  const auto held = run_on(chip_that_sustains(500.0), fidelity);
  const double work = 2.0 * static_cast<double>(free.breakdown.stream);
  CHECK(static_cast<double>(free.cycles) < 1.8 * static_cast<double>(free.breakdown.stream));
  CHECK(static_cast<double>(held.cycles) >= work);
  CHECK(static_cast<double>(held.cycles) < 1.05 * work);
  CHECK(held.breakdown.stream == free.breakdown.stream);
}

TEST_CASE("A chip that does not ask for what its power allows keeps its clock") {
  const auto fidelity = GENERATE(system::Fidelity::analytic, system::Fidelity::tile);
  const auto free = run_on(chip_that_sustains(0.0), fidelity);
  CHECK(run_on(chip_that_sustains(1000.0), fidelity).cycles == free.cycles);
  config::Chip waits = chip_that_sustains(0.0);
  waits.dram.model = config::DramModel::latency_bandwidth;
  waits.dram.channel_bandwidth_gb_per_s = 0.5;
  const auto memory_bound = run_on(waits, fidelity);
  REQUIRE(memory_bound.cycles > 2 * memory_bound.breakdown.stream);
  waits.clocks.sustained_mhz = 600.0;
  CHECK(run_on(waits, fidelity).cycles == memory_bound.cycles);
}
