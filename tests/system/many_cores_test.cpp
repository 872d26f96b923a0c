// Kernels on several cores, vector units, launches and ports. Every run checks its books before it
// returns.
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"
#include "support/tile_steps.hpp"

using namespace systole;
using program::Queue;

namespace {

result::Result run_on(const config::Chip& chip, const program::Program& program,
                      const system::RunOptions& options = {}) {
  return runner::run_in_child(chip, program, options);
}

result::OperatorResult run_steps(const config::Chip& chip, const test::TileSteps& plan) {
  return run_on(chip, test::tile_steps_program(plan)).operators.at(0);
}

/// Cores with dot-product units on a memory that never limits.
config::Chip unhindered(std::int64_t cores) {
  config::Chip chip = test::gpu_like(cores);
  chip.shared_buffer = {};
  chip.core.dma.bytes_per_cycle = 0;
  chip.dram.model = config::DramModel::ideal;
  return chip;
}

test::TileSteps steps_on(std::int64_t cores, std::int64_t steps = 40) {
  test::TileSteps plan;
  plan.cores = cores;
  plan.steps = steps;
  plan.steps_per_output = 8;
  plan.tile_m = plan.tile_n = 64;
  return plan;
}

/// A kernel in which core i repeats its share i + 1 times, so that the last core takes longest.
program::Program staircase(std::int64_t cores) {
  program::Program program = test::tile_steps_program(steps_on(cores));
  program.kernels[0].header.macs = 0;
  for (std::int64_t core = 0; core < cores; ++core) {
    const test::TileSteps plan = steps_on(1, 8 * (core + 1));
    program.kernels[0].header.macs += test::tile_steps_kernel(plan).header.macs;
  }
  program.kernels[0].open = [](std::int64_t core) {
    return std::make_unique<test::TileStepCommands>(steps_on(1, 8 * (core + 1)), 0);
  };
  return program;
}

}  // namespace

TEST_CASE("Cores that do not hinder each other take the time of one, and their counts add up") {
  const result::OperatorResult one = run_steps(unhindered(1), steps_on(1));
  const result::OperatorResult many = run_steps(unhindered(16), steps_on(16));
  CHECK(many.cycles == one.cycles);
  CHECK(many.counters.macs == 16 * one.counters.macs);
  CHECK(many.counters.array_busy == 16 * one.counters.array_busy);
  CHECK(many.counters.dram_read[0] == 16 * one.counters.dram_read[0]);
  CHECK(many.counters.core_idle == 0);
  CHECK(many.breakdown.stream == one.breakdown.stream);
  CHECK(result::compute_utilization(many) == Approx(result::compute_utilization(one)));
}

TEST_CASE(
    "Cores without commands stand idle, and a kernel for more cores than there are is refused") {
  const result::OperatorResult op = run_steps(unhindered(16), steps_on(10));
  CHECK(op.counters.core_idle == 6 * op.cycles);
  CHECK_THROWS_WITH(run_steps(unhindered(4), steps_on(5)),
                    Catch::Contains("commands for 5 cores, the chip has 4"));
}

TEST_CASE("A kernel lasts as long as its longest core, whose cycles are told") {
  const result::OperatorResult op = run_on(unhindered(4), staircase(4)).operators.at(0);
  const result::OperatorResult alone = run_steps(unhindered(1), steps_on(1, 32));
  CHECK(op.cycles == alone.cycles);
  CHECK(op.breakdown.stream == alone.breakdown.stream);
  CHECK(op.counters.core_idle > 0);
  CHECK(op.counters.core_idle < 3 * op.cycles);
}

TEST_CASE("The first kernel waits for its launch, every other one for the shorter one behind it") {
  config::Chip chip = unhindered(2);
  program::Program program = test::tile_steps_program(steps_on(2));
  program.steps[0].kernels = {0, 0};
  program.steps.push_back({"again", {0}, 0.0, {}});
  const result::Result free = run_on(chip, program);
  chip.launch = {3.0, 0.5};
  const result::Result costly = run_on(chip, program);
  const Cycles first = 3 * 1800, next = 900;
  CHECK(costly.operators[0].breakdown.launch == first + next);
  CHECK(costly.operators[1].breakdown.launch == next);
  CHECK(costly.operators[0].counters.launches == 2);
  CHECK(costly.operators[0].cycles == free.operators[0].cycles + first + next);
  CHECK(costly.operators[1].cycles == free.operators[1].cycles + next);
}

TEST_CASE("A core's port lets so many bytes through in a cycle, whatever the memory could do") {
  config::Chip chip = unhindered(2);
  chip.core.dma.bytes_per_cycle = 8;
  const result::OperatorResult op = run_steps(chip, steps_on(2));
  const Bytes of_a_core = (op.counters.dram_read[0] + op.counters.dram_read[1]) / 2;
  CHECK(op.counters.port_busy == 2 * of_a_core / 8);
  CHECK(op.cycles >= of_a_core / 8);
  CHECK(op.cycles <= of_a_core / 8 + 2000);
  CHECK(result::bound_of(op, run_on(chip, test::tile_steps_program(steps_on(2))).machine) == "l2");
}

TEST_CASE("Cores that ask at the same time are served alike: the last ends with the first") {
  config::Chip chip = test::gpu_like(64);
  chip.dram.channels = 2;
  test::TileSteps plan = steps_on(64);
  plan.cores_per_row = 1;
  const result::OperatorResult op = run_steps(chip, plan);
  REQUIRE(result::bound_of(op, run_on(chip, test::tile_steps_program(plan)).machine) == "dram");
  CHECK(op.counters.core_idle < op.cycles * 64 / 10);
}

TEST_CASE("Element types without a rate, and PEs of units that have none, are refused") {
  config::Chip chip = unhindered(1);
  chip.core.matrix.rates.bf16 = 0.0;
  CHECK_THROWS_WITH(run_steps(chip, steps_on(1)), Catch::Contains("cannot multiply bf16"));
  system::RunOptions options;
  options.fidelity = system::Fidelity::cycle;
  CHECK_THROWS_WITH(run_on(unhindered(1), test::tile_steps_program(steps_on(1)), options),
                    Catch::Contains("systolic arrays only"));
}

TEST_CASE("The closed forms of several cores come near the simulation, and move the same bytes") {
  const std::int64_t cores = GENERATE(1, 4, 32);
  const config::Chip chip = test::gpu_like(cores);
  test::TileSteps plan = steps_on(cores, 200);
  plan.slots = 8;  // the closed forms take it that slots never hold a load up
  const program::Program program = test::tile_steps_program(plan);
  const result::OperatorResult tile = run_on(chip, program).operators.at(0);
  system::RunOptions options;
  options.fidelity = system::Fidelity::analytic;
  const result::OperatorResult closed = run_on(chip, program, options).operators.at(0);
  CAPTURE(cores);
  CHECK(closed.counters.macs == tile.counters.macs);
  CHECK(closed.counters.array_busy == tile.counters.array_busy);
  CHECK(closed.counters.port_busy == tile.counters.port_busy);
  CHECK(closed.counters.shared_filled == tile.counters.shared_filled);
  CHECK(static_cast<double>(closed.cycles) ==
        Approx(static_cast<double>(tile.cycles)).epsilon(0.25));
}

TEST_CASE("A core without an event still runs as programs from a file do on every core") {
  const config::Chip chip = unhindered(3);
  program::Program program = test::tile_steps_program(steps_on(3));
  program.kernels[0].open = [](std::int64_t core) {
    const std::int64_t steps = core == 1 ? 0 : 40;
    return std::make_unique<test::TileStepCommands>(steps_on(1, steps), 0);
  };
  program.kernels[0].header.macs = program.kernels[0].header.macs / 3 * 2;
  const result::OperatorResult op = run_on(chip, program).operators.at(0);
  CHECK(op.counters.core_idle == op.cycles);
}
