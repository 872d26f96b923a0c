// Whole runs with an interconnect, a shared buffer, banks and alignment. Every run checks its books
// before it returns.
#include <numeric>

#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"

using namespace systole;
using config::Topology;

namespace {

config::Chip chip_with(Topology topology, std::int64_t buffer_kib) {
  config::Chip chip = test::small_chip(8, 8, Dataflow::weight_stationary);
  chip.core.sram.size_kib = 4;
  chip.dram.model = config::DramModel::latency_bandwidth;
  chip.dram.channel_bandwidth_gb_per_s = 16.0;
  chip.interconnect.topology = topology;
  chip.interconnect.rows = 2;
  chip.interconnect.cols = 2;
  chip.interconnect.memory_ports = 2;
  chip.shared_buffer.size_kib = buffer_kib;
  chip.shared_buffer.ways = 4;
  return chip;
}

/// Two products, the second of the first one's output with weights of its own.
workload::Graph chain() {
  workload::Graph graph = test::graph_of(test::gemm_operator(64, 64, 64));
  graph.operators.push_back(test::gemm_operator(64, 64, 64));
  graph.operators[1].name = "second";
  graph.operators[1].depends_on = {0};
  return graph;
}

result::Result run(const workload::Graph& graph, const config::Chip& chip,
                   system::Fidelity fidelity = system::Fidelity::tile) {
  system::RunOptions options;
  options.fidelity = fidelity;
  return runner::run_in_child(chip, mapping::compile(graph, chip), options);
}

Bytes sum_of(const std::array<Bytes, 3>& bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), Bytes{0});
}

}  // namespace

TEST_CASE(
    "What one operator leaves in the shared buffer, the next one finds; weights are not mixed up") {
  const result::Result result = run(chain(), chip_with(Topology::none, 256));
  const result::Counters& first = result.operators.at(0).counters;
  const result::Counters& second = result.operators.at(1).counters;
  CHECK(first.dram_read[0] == 64 * 64);
  CHECK(first.dram_written[2] == 0);
  CHECK(first.shared_written[2] == 64 * 64);
  CHECK(second.dram_read[0] == 0);
  CHECK(second.shared_hit[0] == second.sram_filled[0]);
  CHECK(second.dram_read[1] == 64 * 64);
  CHECK(result.operators[1].cycles < result.operators[0].cycles);
}

TEST_CASE("With a shared buffer every step is simulated, without one equal operators share a run") {
  const result::Result without = run(chain(), chip_with(Topology::crossbar, 0));
  CHECK(without.kernel.operators_simulated == 1);
  CHECK(without.kernel.operators_reused == 1);
  CHECK(without.operators[0].cycles == without.operators[1].cycles);
  const result::Result with = run(chain(), chip_with(Topology::crossbar, 256));
  CHECK(with.kernel.operators_simulated == 2);
  CHECK(with.kernel.operators_reused == 0);
}

TEST_CASE("What is written and not written back is left in the shared buffer, and said so") {
  const result::Result result = run(chain(), chip_with(Topology::none, 256));
  const result::Counters all = result::totals_of(result).counters;
  CHECK(all.shared_left_dirty > 0);
  CHECK(all.shared_left_dirty == sum_of(all.shared_dirtied) - sum_of(all.shared_written_back));
  CHECK(all.shared_left_dirty >= sum_of(all.sram_drained) - sum_of(all.dram_written));
}

TEST_CASE("A stream that bypasses the shared buffer is read from DRAM as often as it is used") {
  config::Chip chip = chip_with(Topology::none, 256);
  chip.core.sram.size_kib = 1;
  const auto weight_reads = [&] {
    return run(test::graph_of(test::gemm_operator(64, 64, 64)), chip).operators.at(0).counters;
  };
  const result::Counters kept = weight_reads();
  CHECK(kept.dram_read[1] == 64 * 64);
  CHECK(kept.sram_filled[1] > 64 * 64);
  CHECK(kept.shared_filled[1] == 64 * 64);
  CHECK(kept.shared_hit[1] + kept.shared_missed[1] == kept.sram_filled[1]);
  chip.shared_buffer.bypass_weight = true;
  const result::Counters bypassed = weight_reads();
  CHECK(bypassed.dram_read[1] == bypassed.sram_filled[1]);
  CHECK(bypassed.shared_hit[1] + bypassed.shared_filled[1] == 0);
}

TEST_CASE("Alignment waste is moved and counted") {
  config::Chip chip = chip_with(Topology::none, 0);
  const workload::Graph graph = test::graph_of(test::gemm_operator(50, 50, 50));
  const result::Counters exact = run(graph, chip).operators.at(0).counters;
  CHECK(sum_of(exact.read_waste) + sum_of(exact.written_waste) == 0);
  chip.core.dma.alignment_bytes = 64;
  const result::OperatorResult aligned = run(graph, chip).operators.at(0);
  CHECK(sum_of(aligned.counters.read_waste) > 0);
  CHECK(sum_of(aligned.counters.dram_read) ==
        sum_of(aligned.counters.sram_filled) + sum_of(aligned.counters.read_waste));
  CHECK(sum_of(aligned.counters.dram_read) % 64 == 0);
  CHECK(run(graph, chip, system::Fidelity::analytic).operators.at(0).counters.read_waste ==
        aligned.counters.read_waste);
}

TEST_CASE("Bank conflicts prolong a run by just their category") {
  config::Chip chip = chip_with(Topology::none, 0);
  chip.dram.model = config::DramModel::ideal;
  chip.core.sram.size_kib = 64;
  const workload::Graph graph = test::graph_of(test::gemm_operator(64, 64, 64));
  const result::OperatorResult free = run(graph, chip).operators.at(0);
  chip.core.sram.banks = 8;
  chip.core.sram.ports = 4;
  chip.core.sram.bank_width_bytes = 8;
  const result::OperatorResult wide = run(graph, chip).operators.at(0);
  CHECK(wide.breakdown.stall_bank == 0);
  CHECK(wide.cycles == free.cycles);
  chip.core.sram.layout = config::BankLayout::col_major;
  chip.core.sram.ports = 1;
  const result::OperatorResult narrow = run(graph, chip).operators.at(0);
  CHECK(narrow.breakdown.stall_bank > 0);
  CHECK(narrow.cycles == free.cycles + narrow.breakdown.stall_bank);
  CHECK_THROWS_WITH(run(graph, chip, system::Fidelity::cycle), Catch::Contains("core.sram.banks"));
}

TEST_CASE(
    "The books balance and both levels agree for every combination of network, buffer and "
    "alignment") {
  test::Dice dice(99);
  const int cases = test::full_tests() ? 400 : 40;
  for (int i = 0; i < cases; ++i) {
    const auto topology = static_cast<Topology>(dice.between(0, 3));
    config::Chip chip = chip_with(topology, 2 * dice.between(0, 1) * dice.between(1, 8));
    chip.core.matrix.dataflow = static_cast<Dataflow>(dice.between(0, 2));
    chip.core.sram.size_kib = dice.between(1, 4);
    chip.core.dma.alignment_bytes = std::int64_t{1} << (dice.between(0, 1) * dice.between(1, 7));
    chip.shared_buffer.bypass_input = dice.between(0, 3) == 0;
    chip.shared_buffer.bypass_output = dice.between(0, 3) == 0;
    workload::Graph graph = chain();
    const std::int64_t m = dice.between(1, 70), n = dice.between(1, 70), k = dice.between(1, 70);
    graph.operators[0].work = workload::Gemm{dice.between(1, 2), m, n, k};
    graph.operators[1].work = workload::Gemm{1, m, dice.between(1, 70), n};
    CAPTURE(name_of(topology), chip.shared_buffer.size_kib, chip.core.dma.alignment_bytes, m, n, k);
    const result::Result tile = run(graph, chip);
    const result::Result cycle = run(graph, chip, system::Fidelity::cycle);
    for (std::size_t op = 0; op < 2; ++op) {
      CHECK(tile.operators[op].cycles == cycle.operators[op].cycles);
      CHECK(tile.operators[op].counters.dram_read == cycle.operators[op].counters.dram_read);
    }
  }
}

TEST_CASE("Outstanding bursts over the round trip bound what one engine gets, network included") {
  config::Chip chip = chip_with(Topology::crossbar, 0);
  chip.core.sram.size_kib = 256;
  chip.core.dma.channels = 1;
  chip.core.dma.burst_bytes = 64;
  chip.interconnect.hop_latency_cycles = 50;
  workload::Operator pass;
  pass.name = "copy";
  pass.work = workload::Vector{workload::VectorKind::copy, 1, 1 << 20, 1 << 20, 1};
  pass.input_dtype = pass.output_dtype = DType::int8;
  for (const std::int64_t outstanding : {1, 2, 4, 8}) {
    chip.core.dma.outstanding_bursts = outstanding;
    const Cycles cycles = run(test::graph_of(pass), chip).operators.at(0).cycles;
    const double round_trip = 100 + 2 * 50;  // core cycles of 1 ns
    const double bytes_per_cycle = static_cast<double>(1 << 20) / static_cast<double>(cycles);
    CAPTURE(outstanding);
    CHECK(bytes_per_cycle ==
          Approx(static_cast<double>(outstanding) * 64.0 / round_trip).epsilon(0.05));
  }
}
