// Cores that load together, and outputs that push others out of the shared buffer.
#include <numeric>

#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"

using namespace systole;

namespace {

/// A product on tiles that are given, so that chips differ in nothing but the hardware.
result::OperatorResult run(const config::Chip& chip, const workload::Operator& op,
                           std::int64_t cluster) {
  mapping::Mapper mapper;
  mapping::ProductMapping product;
  product.operator_name = op.name;
  product.tile_m = product.tile_n = 128;
  product.tile_k = 64;
  product.cores = chip.core.count;
  product.input_slots = product.weight_slots = 3;
  product.cluster = cluster;
  mapper.given.products = {product};
  const mapping::Compiled compiled = mapping::compile(test::graph_of(op), chip, mapper);
  return runner::run_in_child(chip, compiled.program, {}).operators.at(0);
}

workload::Operator half_precision(std::int64_t m, std::int64_t n, std::int64_t k) {
  workload::Operator op = test::gemm_operator(m, n, k);
  op.input_dtype = op.weight_dtype = op.output_dtype = DType::fp16;
  return op;
}

Bytes sum_of(const std::array<Bytes, 3>& bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), Bytes{0});
}

}  // namespace

TEST_CASE("Clusters of two take half of one operand from a shared buffer that cannot feed them") {
  config::Chip chip = test::gpu_like(8);
  chip.core.dma.cluster_cores = 2;
  chip.shared_buffer.slices = 4;
  const workload::Operator op = half_precision(1024, 1024, 2048);
  const result::OperatorResult alone = run(chip, op, 1);
  const result::OperatorResult pairs = run(chip, op, 2);
  CHECK(sum_of(alone.counters.shared_multicast) == 0);
  // Neighbouring cores have neighbouring rows, so the columns' operand is shared.
  CHECK(pairs.counters.shared_multicast[0] == 0);
  CHECK(pairs.counters.shared_multicast[1] == pairs.counters.sram_filled[1] / 2);
  CHECK(pairs.counters.sram_filled == alone.counters.sram_filled);
  CHECK(sum_of(pairs.counters.dram_read) == sum_of(alone.counters.dram_read));
  // Three quarters of the bytes leave the slices.
  const double share = static_cast<double>(pairs.cycles) / static_cast<double>(alone.cycles);
  CHECK(share == Approx(0.75).margin(0.06));
}

TEST_CASE("Outputs beyond the shared buffer leave no faster than DRAM takes them") {
  config::Chip chip = test::gpu_like(8);
  chip.shared_buffer.size_kib = 1280;
  chip.dram.channels = 4;
  chip.dram.channel_bandwidth_gb_per_s = 10;
  const result::OperatorResult op = run(chip, half_precision(2048, 2048, 64), 1);
  const double seconds = static_cast<double>(op.cycles) / (chip.clock_mhz * 1e6);
  const auto written = static_cast<double>(sum_of(op.counters.dram_written));
  CHECK(written > 6e6);
  CHECK(written / seconds < 40e9);
}

TEST_CASE("A tile's rows that lie apart in memory cost DRAM more than a stream") {
  config::Chip chip = test::gpu_like(8);
  chip.dram.channels = 4;
  const workload::Operator op = half_precision(128, 4096, 1024);
  const Cycles stream = run(chip, op, 1).cycles;
  chip.dram.piece_ns = 128 / chip.dram.channel_bandwidth_gb_per_s;  // as long as the piece itself
  const Cycles pieces = run(chip, op, 1).cycles;
  CHECK(static_cast<double>(pieces) / static_cast<double>(stream) == Approx(2.0).margin(0.2));
}
