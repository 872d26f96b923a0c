#include "mapping/estimate.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"
#include "timing/memory_channels.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

TileShape tile_counts(const TileShape& whole, const TileShape& tile) {
  return {ceil_div(whole.m, tile.m), ceil_div(whole.n, tile.n), ceil_div(whole.k, tile.k)};
}

}  // namespace

// A tile stays while only loops run that do not index it. Such loops count when a loop inside them brings other tiles.
std::int64_t loads_of(Operand operand, const Tiling& tiling, const TileShape& whole) {
  const TileShape counts = tile_counts(whole, tiling.tile);
  std::int64_t loads = 1;
  bool replaced_inside = false;
  for (auto loop = tiling.order.rbegin(); loop != tiling.order.rend(); ++loop) {
    const std::int64_t count = along(counts, *loop);
    if (count > 1 && indexes(operand, *loop)) replaced_inside = true;
    if (replaced_inside) loads *= count;
  }
  return loads;
}

bool assign_slots(const Problem& problem, const config::SramConfig& sram, Tiling& tiling) {
  const std::array<std::int64_t, 3> parts{sram.input_kib, sram.weight_kib, sram.output_kib};
  Bytes total = 0;
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    const bool single = problem.gemm().count == 1 && loads_of(operand, tiling, problem.whole()) == 1;
    tiling.slots[i] = {single ? 1 : sram.slots, problem.slot_bytes(operand, tiling.tile)};
    const Bytes bytes = tiling.slots[i].slots * tiling.slots[i].slot_bytes;
    if (parts[i] > 0 && bytes > parts[i] * kKib) return false;
    total += bytes;
  }
  return total <= sram.size_kib * kKib;
}

TilingEstimator::TilingEstimator(const Problem& problem, const config::Chip& chip)
    : problem_(problem),
      unit_(chip.core.matrix),
      clock_(timing::Clock::from_mhz(chip.clock_mhz)),
      dram_bytes_per_second_(timing::MemoryChannels(chip.dram).bytes_per_second()),
      request_cycles_(chip.core.dma.descriptor_cycles),
      dma_channels_(chip.core.dma.channels) {
  if (dram_bytes_per_second_ > 0) {
    request_cycles_ += clock_.first_cycle_at(std::llround(chip.dram.latency_ns * 1e6));
  }
}

Cycles TilingEstimator::transfer_cycles(Bytes bytes) const {
  if (dram_bytes_per_second_ == 0 || bytes == 0) return 0;
  return clock_.first_cycle_at(timing::transfer_time(bytes, dram_bytes_per_second_));
}

// Full tiles and the partial ones at the three far edges: eight kinds at most.
Cycles TilingEstimator::array_cycles(const TileShape& tile) const {
  const TileShape whole = problem_.whole();
  struct Part {
    std::int64_t length, count;
  };
  const auto parts = [](std::int64_t all, std::int64_t length) {
    return std::array<Part, 2>{{{length, all / length}, {all % length, all % length > 0 ? 1 : 0}}};
  };
  Cycles cycles = 0;
  for (const Part& m : parts(whole.m, tile.m)) {
    for (const Part& n : parts(whole.n, tile.n)) {
      for (const Part& k : parts(whole.k, tile.k)) {
        const std::int64_t count = m.count * n.count * k.count;
        if (count == 0) continue;
        timing::ArrayTimeline timeline(unit_);
        timeline.run({m.length, n.length, k.length}, 0);
        const timing::TileSpan steady = timeline.run({m.length, n.length, k.length}, 0);
        cycles = checked_add(cycles, checked_mul(count, steady.stream + steady.overhead, "cycles"), "cycles");
      }
    }
  }
  return checked_mul(cycles, problem_.gemm().count, "cycles of an operator");
}

Estimate TilingEstimator::estimate(const Tiling& tiling) const {
  const TileShape whole = problem_.whole();
  const std::int64_t products = problem_.gemm().count;
  const TileShape counts = tile_counts(whole, tiling.tile);

  Estimate estimate;
  estimate.tiles = checked_product({counts.m, counts.n, counts.k, products}, "tiles");
  std::int64_t transfers = 0;
  for (const Operand operand : kOperands) {
    const std::int64_t loads = checked_mul(loads_of(operand, tiling, whole), products, "tiles");
    const Bytes bytes = problem_.moved_bytes(operand, tiling.tile);
    estimate.dram_bytes = checked_add(estimate.dram_bytes, checked_mul(loads, bytes, "bytes"), "bytes");
    transfers += loads;
  }
  const Cycles array = array_cycles(tiling.tile);
  const Cycles requests = checked_mul(transfers, request_cycles_, "cycles") / dma_channels_;
  const Cycles memory = std::max(transfer_cycles(estimate.dram_bytes), requests);
  const Bytes first_fill = problem_.moved_bytes(Operand::input, tiling.tile) +
                           problem_.moved_bytes(Operand::weight, tiling.tile);
  const Bytes last_store = problem_.moved_bytes(Operand::output, tiling.tile);
  estimate.cycles = std::max(array, memory) + transfer_cycles(first_fill + last_store) + 2 * request_cycles_;
  return estimate;
}

}  // namespace systole::mapping
