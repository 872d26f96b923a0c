// A small chip wholly at the cycle level (every PE of four arrays, every DRAM command) against the
// tile level.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"
#include "support/shipped_memory.hpp"

using namespace systole;

namespace {

config::Chip four_cores(test::Dice& dice) {
  config::Chip chip = test::small_chip(8, 8, static_cast<Dataflow>(dice.between(0, 2)));
  test::set_additions(chip.core.matrix, static_cast<int>(dice.between(0, 15)));
  chip.core.count = 4;
  chip.core.sram.size_kib = dice.between(2, 16);
  chip.core.vector.lanes = 8;
  chip.core.vector.special_lanes = 2;
  chip.core.vector.latency_cycles = 5;
  chip.core.dma.bytes_per_cycle = 32;
  chip.dram.model = config::DramModel::banked;
  chip.dram.memory = "ddr4_2400";
  chip.dram.banks = test::shipped("ddr4_2400");
  return chip;
}

config::SharedBufferConfig small_buffer() {
  config::SharedBufferConfig buffer;
  buffer.size_kib = 16;
  buffer.slices = 2;
  buffer.block_bytes = 256;
  buffer.bytes_per_cycle = 16;
  buffer.latency_cycles = 20;
  return buffer;
}

/// Products from one tile to many, and element-wise work.
workload::Operator drawn(test::Dice& dice) {
  if (dice.between(0, 4) == 0) {
    workload::Operator op;
    op.name = "vector";
    op.work = workload::vector_work(workload::VectorKind::softmax, dice.between(1, 64),
                                    dice.between(8, 512));
    op.input_dtype = op.weight_dtype = op.output_dtype = DType::int8;
    return op;
  }
  return test::gemm_operator(dice.between(1, 160), dice.between(1, 160), dice.between(1, 160),
                             dice.between(1, 3));
}

struct Compared {
  double tile = 0;
  double cycle = 0;
  double error() const { return std::abs(tile - cycle) / cycle; }
};

Compared compare(test::Dice& dice, bool buffered) {
  config::Chip chip = four_cores(dice);
  if (buffered) chip.shared_buffer = small_buffer();
  const workload::Operator op = drawn(dice);
  const program::Program program = mapping::compile(test::graph_of(op), chip);
  system::RunOptions options;
  const result::OperatorResult tile = runner::run_in_child(chip, program, options).operators.at(0);
  options.fidelity = system::Fidelity::cycle;
  const result::OperatorResult cycle = runner::run_in_child(chip, program, options).operators.at(0);
  CHECK(tile.counters.macs == cycle.counters.macs);
  if (!buffered) {  // which blocks a buffer throws out depends on who asked first
    CHECK(tile.counters.dram_read == cycle.counters.dram_read);
    CHECK(tile.counters.dram_written == cycle.counters.dram_written);
  }
  return {static_cast<double>(tile.cycles), static_cast<double>(cycle.cycles)};
}

}  // namespace

// The arrays' equations are exact (tile_equals_cycle_test), and what several cores ask a memory of
// banks for is worked out by commands at both levels: all that may differ is in which order two
// cores ask in the same cycle, and what a buffer keeps after that.
TEST_CASE("Four cores on a memory of commands take the same time at both levels") {
  const bool buffered = GENERATE(false, true);
  const int cases = test::full_tests() ? 100 : 5;
  test::Dice dice(42);
  for (int i = 0; i < cases; ++i) {
    CAPTURE(i, buffered);
    const Compared compared = compare(dice, buffered);
    CAPTURE(compared.tile, compared.cycle);
    CHECK(compared.error() <= (buffered ? 0.05 : 0.02));
  }
}
