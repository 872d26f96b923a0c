#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"

using namespace systole;

namespace {

config::Chip chip_with(const std::string& memory) {
  Diagnostics diagnostics;
  config::Chip chip = config::parse_chip(
      "name: banked\ncore:\n  matrix: {rows: 8, cols: 8}\n  sram: {size_kib: 16}\n"
      "dram: {model: banked, memory: " +
          memory + ", latency_ns: 20}\n",
      "banked.yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

result::OperatorResult run_gemm(const config::Chip& chip, system::Fidelity fidelity) {
  const program::Program program =
      mapping::compile(test::graph_of(test::gemm_operator(96, 80, 64)), chip);
  system::RunOptions options;
  options.fidelity = fidelity;
  return runner::run_in_child(chip, program, options).operators.at(0);
}

}  // namespace

TEST_CASE("A chip runs on a memory with banks, and its books balance at every level") {
  const std::string memory = GENERATE("ddr4_2400", "lpddr4_3200", "hbm2");
  const config::Chip chip = chip_with(memory);
  const result::OperatorResult runs = run_gemm(chip, system::Fidelity::tile);
  const result::OperatorResult commands = run_gemm(chip, system::Fidelity::cycle);
  CAPTURE(memory, runs.cycles, commands.cycles);
  CHECK(runs.counters.dram_read == commands.counters.dram_read);
  CHECK(runs.counters.dram_busy_fs > 0);
  // The tile level of DRAM may differ by 8 % on mixed traffic (docs/memory.md).
  CHECK(static_cast<double>(runs.cycles) ==
        Approx(static_cast<double>(commands.cycles)).epsilon(0.08));
}

TEST_CASE("A banked memory is slower than its latency and bandwidth alone would say") {
  const config::Chip banked = chip_with("ddr4_2400");
  config::Chip plain = banked;
  plain.dram.model = config::DramModel::latency_bandwidth;
  plain.dram.channel_bandwidth_gb_per_s = banked.dram.banks->peak_bytes_per_second() * 1e-9;
  plain.dram.banks.reset();
  CHECK(run_gemm(banked, system::Fidelity::tile).cycles >=
        run_gemm(plain, system::Fidelity::tile).cycles);
}

TEST_CASE("A chip with a banked memory reads back as it was written") {
  const config::Chip chip = chip_with("ddr4_2400");
  Diagnostics diagnostics;
  const config::Chip again =
      config::parse_chip(config::write_chip(chip), "again.yaml", {}, diagnostics);
  CHECK_FALSE(diagnostics.has_errors());
  REQUIRE(again.dram.banks);
  CHECK(again.dram.banks->timing.tcl == chip.dram.banks->timing.tcl);
}
