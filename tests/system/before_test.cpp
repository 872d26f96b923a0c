// What ran before a program: told without being run where that cannot matter, and simulated else.
#include <cstdlib>

#include <catch2/catch.hpp>

#include "runner/runner.hpp"
#include "support/many_core_chips.hpp"
#include "support/tile_steps.hpp"

using namespace systole;

namespace {

constexpr std::int64_t kCores = 8;
constexpr Address kMiB = Address{1} << 20;

program::Program product(std::int64_t steps) {
  test::TileSteps plan;
  plan.cores = kCores;
  plan.steps = steps;
  plan.tile_m = plan.tile_n = 64;
  return test::tile_steps_program(plan);
}

config::Chip chip() { return test::gpu_with_small_buffer(kCores); }

using Placement = std::array<Address, 3>;

/// Kernels that begin in a state like an earlier one's are simulated all the same.
system::RunOptions simulating_all() {
  system::RunOptions options;
  options.every_kernel = true;
  return options;
}

/// The step, after the same one with operands `away` from there.
result::Result after_itself(const program::Program& program, const Placement& away) {
  system::RunOptions options = simulating_all();
  options.before = [&](const program::Program& same) {
    std::vector<program::Step> steps = same.steps;
    steps.front().placement = away;
    return steps;
  };
  return runner::run_in_child(chip(), program, options);
}

/// Both as steps of one program.
result::Result both(program::Program program, const Placement& away) {
  program.steps.insert(program.steps.begin(), program.steps.front());
  program.steps.front().placement = away;
  return runner::run_in_child(chip(), program, simulating_all());
}

/// But for a cycle: the memory begins at another instant, and ends in another fraction of a cycle.
void check_alike(const result::OperatorResult& a, const result::OperatorResult& b) {
  CHECK(std::abs(a.cycles - b.cycles) <= 1);
  CHECK(a.breakdown.launch == b.breakdown.launch);
  CHECK(result::dram_bytes(a.counters) == result::dram_bytes(b.counters));
  CHECK(a.counters.shared_hit == b.counters.shared_hit);
  CHECK(a.counters.shared_missed == b.counters.shared_missed);
  CHECK(a.counters.shared_left_dirty == b.counters.shared_left_dirty);
}

}  // namespace

TEST_CASE("what a run left in a buffer that holds it all is told without running it") {
  const program::Program program = product(64);
  const result::Result cold = runner::run_in_child(chip(), program, {});
  const result::Result warm = after_itself(program, {});
  CHECK(warm.operators.size() == 1);
  CHECK(warm.kernel.operators_simulated == 1);
  CHECK(warm.operators.front().cycles < cold.operators.front().cycles);
  check_alike(warm.operators.front(), both(program, {}).operators.back());
}

TEST_CASE("weights of their own do not pass for those of the run before") {
  const program::Program program = product(64);
  const Placement away{0, 64 * kMiB, 0};
  const result::Result result = after_itself(program, away);
  CHECK(result.kernel.operators_simulated == 1);
  CHECK(result::dram_bytes(result.operators.front().counters) > 0);
  check_alike(result.operators.front(), both(program, away).operators.back());
}

TEST_CASE("what pushes out what came before is simulated with it") {
  const program::Program program = product(2048);
  const result::Result result = after_itself(program, {});
  CHECK(result.operators.size() == 1);
  CHECK(result.kernel.operators_simulated == 2);
  check_alike(result.operators.front(), both(program, {}).operators.back());
}

TEST_CASE("two that fit alone, but not together, are both simulated") {
  const program::Program program = product(128);
  const Placement away{512 * kMiB, 512 * kMiB, 512 * kMiB};
  CHECK(after_itself(program, {}).kernel.operators_simulated == 1);
  const result::Result result = after_itself(program, away);
  CHECK(result.kernel.operators_simulated == 2);
  check_alike(result.operators.front(), both(program, away).operators.back());
}
