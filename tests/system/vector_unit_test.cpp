// The vector unit in whole kernels made by hand.
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "runner/runner.hpp"
#include "support/hand_program.hpp"
#include "support/machines.hpp"

using namespace systole;
using program::Command;
using program::Compute;
using program::Load;
using program::Queue;
using program::Region;
using program::Signal;
using program::Store;
using program::Vector;
using program::Wait;

namespace {

config::Chip chip_with(std::int64_t lanes) {
  config::Chip chip = test::small_chip(4, 4, Dataflow::weight_stationary);
  chip.core.vector.lanes = lanes;
  chip.core.vector.special_lanes = 2;
  chip.core.vector.latency_cycles = 6;
  return chip;
}

Vector work(std::int64_t simple, std::int64_t special, program::SlotRef from) {
  return {simple, special, 0, 32, from, {Operand::output, 0}};
}

result::OperatorResult run(const config::Chip& chip, const std::vector<Command>& commands,
                           std::int64_t m, system::Fidelity fidelity = system::Fidelity::tile) {
  system::RunOptions options;
  options.fidelity = fidelity;
  return runner::run_in_child(chip, test::hand_program(commands, m, m, m), options).operators.at(0);
}

Load load(Operand operand) { return {operand, 0, Region{0, 1, 16, 16}}; }
Store store() { return {Operand::output, 0, Region{0, 1, 16, 16}}; }

/// Loads, works on what was loaded, stores.
std::vector<Command> alone() {
  return {{Queue::load, load(Operand::input)},
          {Queue::load, Signal{0}},
          {Queue::vector, Wait{0, 1}},
          {Queue::vector, work(80, 10, {Operand::input, 0})},
          {Queue::vector, Signal{1}},
          {Queue::store, Wait{1, 1}},
          {Queue::store, store()}};
}

/// A product whose sums the vector unit works on before the next product may overwrite them.
std::vector<Command> between_products() {
  Compute tile;
  tile.m = tile.n = tile.k = 4;
  return {{Queue::load, load(Operand::input)},
          {Queue::load, load(Operand::weight)},
          {Queue::load, Signal{0}},
          {Queue::compute, Wait{0, 1}},
          {Queue::compute, tile},
          {Queue::compute, Signal{1}},
          {Queue::vector, Wait{1, 1}},
          {Queue::vector, work(800, 0, {Operand::output, 0})},
          {Queue::vector, Signal{2}},
          {Queue::compute, Wait{2, 1}},
          {Queue::compute, tile},
          {Queue::compute, Signal{3}},
          {Queue::store, Wait{3, 1}},
          {Queue::store, store()}};
}

}  // namespace

TEST_CASE("A kernel without products takes the vector unit's cycles, and says so") {
  const auto fidelity = GENERATE(system::Fidelity::tile, system::Fidelity::analytic);
  const result::OperatorResult op = run(chip_with(8), alone(), 0, fidelity);
  CHECK(op.cycles == 10 + 6);
  CHECK(op.breakdown.vector == 16);
  CHECK(op.breakdown.memory_pass == 0);
  CHECK(op.counters.vector_simple == 80);
  CHECK(op.counters.vector_special == 10);
  CHECK(op.counters.vector_busy == 10);
}

TEST_CASE("Without a vector unit the same kernel only moves data") {
  const result::OperatorResult op = run(chip_with(0), alone(), 0);
  CHECK(op.cycles == op.breakdown.memory_pass);
  CHECK(op.breakdown.vector == 0);
}

TEST_CASE("An array that waits for the vector unit is charged with it") {
  config::Chip chip = chip_with(8);
  std::vector<Command> commands = between_products();
  program::Program program = test::hand_program(commands, 4, 4, 8);
  const auto run_at = [&](system::Fidelity fidelity) {
    system::RunOptions options;
    options.fidelity = fidelity;
    return runner::run_in_child(chip, program, options);
  };
  const result::OperatorResult op = run_at(system::Fidelity::tile).operators.at(0);
  CHECK(op.breakdown.stall_vector >= 100 + 6);
  CHECK(op.breakdown.stall_load == 0);
  CHECK(op.counters.vector_busy == 100);
  chip.core.vector.lanes = 80;
  const result::OperatorResult faster = run_at(system::Fidelity::tile).operators.at(0);
  CHECK(op.cycles - faster.cycles == 90);
}

TEST_CASE("Each queue takes only its unit's commands, and slots must hold something") {
  std::vector<Command> commands = alone();
  commands[3].queue = Queue::compute;
  CHECK_THROWS_WITH(run(chip_with(8), commands, 0), Catch::Contains("compute queue takes only"));
  commands = alone();
  commands[3] = {Queue::vector, Compute{}};
  CHECK_THROWS_WITH(run(chip_with(8), commands, 0), Catch::Contains("vector queue takes only"));
  commands = alone();
  commands[3] = {Queue::vector, work(1, 1, {Operand::weight, 0})};
  CHECK_THROWS_WITH(run(chip_with(8), commands, 0),
                    Catch::Contains("a vector reads weight slot 0 before anything was put there"));
}
