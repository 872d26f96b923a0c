// Layers that repeat: what a chip with a shared buffer simulates, and what it takes over.
#include <catch2/catch.hpp>

#include "runner/runner.hpp"
#include "support/many_core_chips.hpp"
#include "support/tile_steps.hpp"

using namespace systole;

namespace {

constexpr std::int64_t kCores = 8;

test::TileSteps plan_of(std::int64_t steps) {
  test::TileSteps plan;
  plan.cores = kCores;
  plan.steps = steps;
  plan.tile_m = plan.tile_n = 64;
  return plan;
}

/// Two kernels per layer, with weights of their own; the second reads what the first has written.
program::Program layers(std::int64_t count) {
  program::Program program;
  program.workload = "layers";
  program.kernels = {test::tile_steps_kernel(plan_of(64)), test::tile_steps_kernel(plan_of(32))};
  constexpr Address kOutputs = Address{1} << 41;
  constexpr Address kMiB = Address{1} << 20;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto layer = static_cast<Address>(i);
    program.steps.push_back({"up", {0}, 0.0, {16 * kMiB * layer, 64 * kMiB * layer, 0}});
    program.steps.push_back(
        {"down", {1}, 0.0, {kOutputs, 64 * kMiB * layer + 32 * kMiB, 16 * kMiB * (layer + 1)}});
  }
  return program;
}

config::Chip chip() { return test::gpu_with_small_buffer(kCores); }

}  // namespace

TEST_CASE("Layers that find the buffer as an earlier one did are taken over, and cost the same") {
  const program::Program program = layers(40);
  const result::Result recalled = runner::run_in_child(chip(), program, {});
  system::RunOptions every;
  every.every_kernel = true;
  const result::Result simulated = runner::run_in_child(chip(), program, every);
  CHECK(simulated.kernel.operators_simulated == 80);
  CHECK(recalled.kernel.operators_simulated + recalled.kernel.operators_reused == 80);
  CHECK(recalled.kernel.operators_simulated <= 20);
  CHECK(recalled.kernel.process_activations < simulated.kernel.process_activations / 3);
  // States are compared by eighths of an operand's parts and without the order of use (KnownRuns),
  // so a layer may differ by the few blocks that age alone decides, and by the channels at which
  // its rows begin, which follow from addresses: 3.1 % of cycles and 5.5 % of bytes here.
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    CAPTURE(i);
    CHECK(static_cast<double>(recalled.operators[i].cycles) ==
          Approx(static_cast<double>(simulated.operators[i].cycles)).epsilon(0.04));
    CHECK(static_cast<double>(result::dram_bytes(recalled.operators[i].counters)) ==
          Approx(static_cast<double>(result::dram_bytes(simulated.operators[i].counters)))
              .epsilon(0.07));
  }
}

TEST_CASE("A kernel that finds its operands in the buffer is not taken for one that does not") {
  program::Program program = layers(1);
  program.steps.push_back(program.steps[0]);
  const result::Result result = runner::run_in_child(chip(), program, {});
  CHECK(result.kernel.operators_simulated == 3);
  CHECK(result.operators[2].cycles < result.operators[0].cycles);
}
