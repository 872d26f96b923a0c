#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"
#include "timing/array_timeline.hpp"

using namespace systole;

namespace {

config::Chip chip_with_bandwidth(double gb_per_s) {
  config::Chip chip = test::small_chip(32, 32, Dataflow::weight_stationary);
  chip.core.sram.size_kib = 256;
  chip.dram.model = config::DramModel::latency_bandwidth;
  chip.dram.channel_bandwidth_gb_per_s = gb_per_s;
  chip.dram.latency_ns = 100.0;
  return chip;
}

result::OperatorResult run_gemm(const config::Chip& chip, std::int64_t m, std::int64_t n,
                                std::int64_t k, system::Caches caches = system::Caches::cold) {
  const program::Program program =
      mapping::compile(test::graph_of(test::gemm_operator(m, n, k)), chip);
  system::RunOptions options;
  options.caches = caches;
  return runner::run_in_child(chip, program, options).operators.at(0);
}

}  // namespace

TEST_CASE("A layer whose bytes take longer than its compute cycles takes the bytes' time") {
  const double gb_per_s = GENERATE(0.5, 1.0, 2.0);
  const config::Chip chip = chip_with_bandwidth(gb_per_s);
  const result::OperatorResult op = run_gemm(chip, 512, 512, 64);
  const double bytes_cycles =
      static_cast<double>(result::dram_bytes(op.counters)) / gb_per_s;  // 1 GHz
  REQUIRE(bytes_cycles > 1.5 * static_cast<double>(op.counters.array_busy));
  const double latency_cycles = 2 * 100.0;  // one before the first byte, one behind the last write
  CHECK(static_cast<double>(op.cycles) >= bytes_cycles);
  CHECK(static_cast<double>(op.cycles) <= 1.02 * bytes_cycles + latency_cycles);
  CHECK(op.stall_cycles() > 0);
  CHECK(op.breakdown.stall_load + op.breakdown.stall_store + op.breakdown.first_fill +
            op.breakdown.final_drain >
        static_cast<Cycles>(bytes_cycles) - op.counters.array_busy - 1);
}

TEST_CASE("Prefetch hides transfers that fit behind the computation") {
  const config::Chip chip = chip_with_bandwidth(64.0);
  const result::OperatorResult op = run_gemm(chip, 512, 512, 512);
  const Cycles edges = op.breakdown.first_fill + op.breakdown.final_drain;
  CHECK(op.stall_cycles() <= op.cycles / 50);
  CHECK(op.cycles <= op.counters.array_busy + edges + op.cycles / 50);
}

TEST_CASE("Without a double buffer the same transfers stall the array") {
  config::Chip chip = chip_with_bandwidth(64.0);
  const result::OperatorResult hidden = run_gemm(chip, 512, 512, 512);
  chip.core.sram.slots = 1;
  const result::OperatorResult exposed = run_gemm(chip, 512, 512, 512);
  CHECK(exposed.stall_cycles() > hidden.stall_cycles());
  CHECK(exposed.cycles > hidden.cycles);
}

TEST_CASE("An unbounded memory leaves the array's own cycles") {
  config::Chip chip = chip_with_bandwidth(1.0);
  chip.dram.model = config::DramModel::ideal;
  const result::OperatorResult op = run_gemm(chip, 100, 90, 80);
  CHECK(op.stall_cycles() == 0);
  CHECK(op.breakdown.first_fill == 0);
  CHECK(op.cycles == op.counters.array_busy + op.breakdown.final_drain);
}

TEST_CASE("Warm caches save the first fill and count it as on chip") {
  const config::Chip chip = chip_with_bandwidth(2.0);
  const result::OperatorResult cold = run_gemm(chip, 64, 64, 64);
  const result::OperatorResult warm = run_gemm(chip, 64, 64, 64, system::Caches::warm);
  CHECK(warm.cycles < cold.cycles);
  CHECK(warm.counters.sram_filled == cold.counters.sram_filled);
  CHECK(warm.counters.dram_read[0] + warm.counters.sram_preloaded[0] == cold.counters.dram_read[0]);
}

TEST_CASE("More bandwidth is never slower for the same Program") {
  test::Dice dice(7);
  for (int i = 0; i < 20; ++i) {
    const config::Chip slow = chip_with_bandwidth(1.0);
    const config::Chip fast = chip_with_bandwidth(2.0);
    const auto op =
        test::gemm_operator(dice.between(1, 300), dice.between(1, 300), dice.between(1, 300));
    const program::Program program = mapping::compile(test::graph_of(op), slow);
    const Cycles slow_cycles = runner::run_in_child(slow, program, {}).operators.at(0).cycles;
    const Cycles fast_cycles = runner::run_in_child(fast, program, {}).operators.at(0).cycles;
    CHECK(fast_cycles <= slow_cycles);
  }
}

TEST_CASE("The analytic level counts the same work and bytes and comes close in time") {
  const config::Chip chip = chip_with_bandwidth(GENERATE(1.0, 16.0));
  const auto op = test::gemm_operator(300, 200, 100);
  const program::Program program = mapping::compile(test::graph_of(op), chip);
  system::RunOptions options;
  const result::OperatorResult tile = runner::run_in_child(chip, program, options).operators.at(0);
  options.fidelity = system::Fidelity::analytic;
  const result::OperatorResult analytic = system::run(chip, program, options).operators.at(0);
  CHECK(analytic.counters.macs == tile.counters.macs);
  CHECK(analytic.counters.dram_read == tile.counters.dram_read);
  CHECK(analytic.counters.sram_reads == tile.counters.sram_reads);
  CHECK(static_cast<double>(analytic.cycles) ==
        Approx(static_cast<double>(tile.cycles)).epsilon(0.15));
}
