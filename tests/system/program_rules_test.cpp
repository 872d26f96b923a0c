#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "runner/runner.hpp"
#include "support/hand_program.hpp"
#include "support/machines.hpp"

using namespace systole;
using program::Compute;
using program::Load;
using program::Queue;
using program::Region;
using program::Signal;
using program::Store;
using program::Wait;

namespace {

const config::Chip kChip = test::small_chip(4, 4, Dataflow::weight_stationary);

Load load(Operand operand, program::Slot slot, Bytes bytes) {
  return {operand, slot, Region{0, 1, bytes, bytes}};
}

Compute compute(std::int64_t m, std::int64_t n, std::int64_t k) {
  Compute tile;
  tile.m = m;
  tile.n = n;
  tile.k = k;
  return tile;
}

result::Result run(const program::Program& program,
                   system::Fidelity fidelity = system::Fidelity::tile) {
  system::RunOptions options;
  options.fidelity = fidelity;
  return runner::run_in_child(kChip, program, options);
}

std::vector<program::Command> good_program() {
  return {{Queue::load, load(Operand::input, 0, 16)},
          {Queue::load, load(Operand::weight, 0, 16)},
          {Queue::load, Signal{0}},
          {Queue::compute, Wait{0, 1}},
          {Queue::compute, compute(4, 4, 4)},
          {Queue::compute, Signal{1}},
          {Queue::store, Wait{1, 1}},
          {Queue::store, Store{Operand::output, 0, Region{0, 1, 16, 16}}}};
}

}  // namespace

TEST_CASE("A program by hand runs and takes the fold's cycles") {
  const result::OperatorResult op =
      run(test::hand_program(good_program(), 4, 4, 4)).operators.at(0);
  CHECK(op.cycles == 4 + 4 + 4 + 4 - 2);
  CHECK(op.counters.macs == 64);
  CHECK(op.counters.dram_written[2] == 16);
}

TEST_CASE("A kernel without commands takes no time") {
  CHECK(run(test::hand_program({})).operators.at(0).cycles == 0);
}

TEST_CASE("A wait that nobody ends is a deadlock, and every queue says what it waits for") {
  auto commands = good_program();
  commands[3] = {Queue::compute, Wait{5, 3}};
  CHECK_THROWS_WITH(run(test::hand_program(commands, 4, 4, 4)),
                    Catch::Contains("deadlock") && Catch::Contains("token 5 to reach 3") &&
                        Catch::Contains("store queue waits for token 1"));
  CHECK_THROWS_AS(run(test::hand_program(commands, 4, 4, 4)), ModelError);
}

TEST_CASE("Work that is left out does not balance") {
  CHECK_THROWS_WITH(run(test::hand_program(good_program(), 4, 4, 5)), Catch::Contains("MACs"));
}

TEST_CASE("A tile larger than its slot is refused") {
  auto commands = good_program();
  commands[0] = {Queue::load, load(Operand::input, 0, 1025)};
  CHECK_THROWS_WITH(run(test::hand_program(commands, 4, 4, 4)),
                    Catch::Contains("1025 bytes") && Catch::Contains("input slot of 1024"));
}

TEST_CASE("A slot that does not exist, or was never filled, is refused") {
  auto commands = good_program();
  commands[0] = {Queue::load, load(Operand::input, 2, 16)};
  CHECK_THROWS_AS(run(test::hand_program(commands, 4, 4, 4)), UserError);
  commands[0] = {Queue::load, load(Operand::input, 1, 16)};
  CHECK_THROWS_WITH(run(test::hand_program(commands, 4, 4, 4)),
                    Catch::Contains("before anything was put there"));
}

TEST_CASE("A token beyond those declared is refused") {
  auto commands = good_program();
  commands[2] = {Queue::load, Signal{8}};
  CHECK_THROWS_WITH(run(test::hand_program(commands, 4, 4, 4)), Catch::Contains("token 8"));
}

TEST_CASE("A command on a queue that cannot run it is refused") {
  CHECK_THROWS_AS(run(test::hand_program({{Queue::load, compute(1, 1, 1)}})), UserError);
  CHECK_THROWS_AS(run(test::hand_program({{Queue::compute, load(Operand::input, 0, 1)}})),
                  UserError);
}

TEST_CASE("The cycle level finds a product that misses a part of k") {
  auto commands = good_program();
  Compute twice_the_same = compute(4, 4, 4);
  twice_the_same.accumulate = program::Accumulate::add;
  commands.insert(commands.begin() + 5, {Queue::compute, twice_the_same});
  const program::Program program =
      test::hand_program(commands, 4, 4, 8);  // the second tile should be k0 = 4
  CHECK_NOTHROW(run(program));
  CHECK_THROWS_WITH(run(program, system::Fidelity::cycle), Catch::Contains("plain multiplication"));
}

TEST_CASE("A process that has simulated cannot simulate again") {
  const pid_t child = fork();  // not in this process, which goes on to fork further tests
  if (child == 0) {
    const program::Program program = test::hand_program(good_program(), 4, 4, 4);
    system::run(kChip, program, {});
    try {
      system::run(kChip, program, {});
    } catch (const ModelError&) {
      _exit(42);
    }
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 42);
}

TEST_CASE("A stop request ends the run") {
  system::RunOptions options;
  options.stop_requested = [] { return true; };
  CHECK_THROWS_AS(runner::run_in_child(kChip, test::hand_program(good_program(), 4, 4, 4), options),
                  system::Stopped);
}
