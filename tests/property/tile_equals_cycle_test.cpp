#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"

using namespace systole;

namespace {

constexpr std::array<Dataflow, 3> kDataflows{
    Dataflow::weight_stationary, Dataflow::output_stationary, Dataflow::input_stationary};

struct Case {
  std::int64_t rows, cols, m, n, k, count;
  std::int64_t sram_kib;
  bool slow_memory;
};

/// Arrays up to 8 x 8, dimensions from 1 over primes to several folds; one case in three has a
/// memory that stalls the array and one in four an operand memory so small that operands come in
/// many tiles.
Case drawn(test::Dice& dice) {
  constexpr std::array<std::int64_t, 12> kLengths{1, 2, 3, 5, 7, 8, 11, 13, 16, 17, 19, 23};
  const auto length = [&] { return kLengths[static_cast<std::size_t>(dice.between(0, 11))]; };
  Case c{};
  c.rows = dice.between(1, 8);
  c.cols = dice.between(1, 8);
  c.m = length();
  c.n = length();
  c.k = length();
  c.count = dice.between(0, 3) == 0 ? 2 : 1;
  c.sram_kib = dice.between(0, 3) == 0 ? 1 : 64;
  c.slow_memory = dice.between(0, 2) == 0;
  return c;
}

config::Chip chip_of(const Case& c, Dataflow dataflow, int additions) {
  config::Chip chip = test::small_chip(c.rows, c.cols, dataflow);
  test::set_additions(chip.core.matrix, additions);
  chip.core.sram.size_kib = c.sram_kib;
  if (c.slow_memory) {
    chip.dram.model = config::DramModel::latency_bandwidth;
    chip.dram.channel_bandwidth_gb_per_s = 3.0;
    chip.dram.latency_ns = 17.0;
    chip.clock_mhz = 940.0;
  }
  return chip;
}

void compare(const Case& c, Dataflow dataflow, int additions) {
  CAPTURE(c.rows, c.cols, c.m, c.n, c.k, c.count, c.sram_kib, c.slow_memory, additions,
          name_of(dataflow));
  const config::Chip chip = chip_of(c, dataflow, additions);
  const program::Program program =
      mapping::compile(test::graph_of(test::gemm_operator(c.m, c.n, c.k, c.count)), chip);
  system::RunOptions options;
  const result::Result by_tile = runner::run_in_child(chip, program, options);
  options.fidelity = system::Fidelity::cycle;
  const result::Result by_pe = runner::run_in_child(chip, program, options);
  CHECK(by_tile.operators.at(0).cycles == by_pe.operators.at(0).cycles);
  CHECK(by_tile.operators.at(0).counters.macs == by_pe.operators.at(0).counters.macs);
}

}  // namespace

TEST_CASE(
    "tile equals cycle for every dataflow and every combination of additions, and the products are "
    "right") {
  const int shapes = test::full_tests() ? 300 : 24;
  test::Dice dice(20240611);
  for (int shape = 0; shape < shapes; ++shape) {
    const Case c = drawn(dice);
    for (const Dataflow dataflow : kDataflows) {
      for (int additions = 0; additions < 16; ++additions) compare(c, dataflow, additions);
    }
  }
}

TEST_CASE(
    "The SCALE-Sim order of folds runs PE by PE too, in pieces of a fold where the memory is "
    "small") {
  const auto dataflow = GENERATE(Dataflow::weight_stationary, Dataflow::output_stationary,
                                 Dataflow::input_stationary);
  config::Chip chip = test::small_chip(8, 8, dataflow);
  test::set_additions(chip.core.matrix, 0);
  chip.accounting = config::Accounting::scalesim;
  chip.core.sram = {3, 1, 1, 1, 2};
  const program::Program program =
      mapping::compile(test::graph_of(test::gemm_operator(70, 61, 83)), chip);
  system::RunOptions options;
  const result::Result by_tile = runner::run_in_child(chip, program, options);
  options.fidelity = system::Fidelity::cycle;
  const result::Result by_pe = runner::run_in_child(chip, program, options);
  CHECK(by_tile.operators.at(0).cycles == by_pe.operators.at(0).cycles);
}
