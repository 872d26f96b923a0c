#include "mapping/estimate.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "timing/memory_channels.hpp"

namespace systole::mapping {

using timing::TileShape;

std::int64_t leading_bits(std::int64_t value) {
  int below = 0;
  while (value >> below >= 256) ++below;
  return value >> below << below;
}

// A tile stays while only loops run that do not index it. Such loops count when a loop inside them
// brings other tiles.
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

bool assign_slots(const Problem& problem, const config::SramConfig& sram, const Epilogue& epilogue,
                  Tiling& tiling) {
  const std::array<std::int64_t, 3> parts{sram.input_kib, sram.weight_kib, sram.output_kib};
  const bool several = problem.gemm().count > 1 || !problem.rows().empty();
  Bytes total = 0;
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    const bool single = !several && loads_of(operand, tiling, problem.whole()) == 1;
    tiling.slots[i] = {single ? 1 : sram.slots, problem.slot_bytes(operand, tiling.tile)};
    Bytes bytes = tiling.slots[i].slots * tiling.slots[i].slot_bytes;
    if (operand == Operand::output && epilogue.operands > 0) bytes *= 2;
    if (parts[i] > 0 && bytes > parts[i] * kKib) return false;
    total += bytes;
  }
  return total <= sram.size_kib * kKib;
}

TilingEstimator::TilingEstimator(const Problem& problem, const config::Chip& chip)
    : problem_(problem),
      chip_(chip),
      unit_(chip.core.matrix, problem.product().multiplied),
      clock_(timing::Clock::from_mhz(chip.clock_mhz)),
      dram_bytes_per_second_(timing::MemoryChannels(chip.dram).bytes_per_second()) {}

Cycles TilingEstimator::transfer_cycles(Bytes bytes) const {
  if (dram_bytes_per_second_ == 0 || bytes == 0) return 0;
  return clock_.first_cycle_at(timing::transfer_time(bytes, dram_bytes_per_second_));
}

/// One transfer with the memory to itself: descriptor, latency, and what the DMA engine keeps in
/// flight.
Cycles TilingEstimator::transfer_alone(Bytes bytes) const {
  const config::DmaConfig& dma = chip_.core.dma;
  timing::BurstRun run;
  run.bytes = bytes;
  run.burst_bytes = dma.burst_bytes;
  run.window_bytes = checked_mul(dma.burst_bytes, dma.outstanding_bursts, "bytes in flight");
  return dma.descriptor_cycles +
         clock_.first_cycle_at(timing::MemoryChannels(chip_.dram).complete(run, 0));
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
        const Cycles steady = unit_.steady({m.length, n.length, k.length});
        cycles = checked_add(cycles, checked_mul(count, steady, "cycles"), "cycles");
      }
    }
  }
  return checked_mul(cycles, problem_.gemm().count, "cycles of an operator");
}

// A slot holds its tile from the start of its load to the end of its last use, and with s slots s
// tiles share that time. Operands that are loaded as often or more often share the memory
// meanwhile; the end of a use includes the fill and drain that the next tile hides.
Cycles TilingEstimator::slot_cycles(Operand operand, const Tiling& tiling, const Loads& loads,
                                    Cycles array) const {
  const auto i = static_cast<std::size_t>(operand);
  Bytes together = 0;
  for (const Operand other : kOperands) {
    const auto j = static_cast<std::size_t>(other);
    if (loads[j] >= loads[i]) together += problem_.moved_bytes(other, tiling.tile);
  }
  const Cycles held = checked_add(transfer_alone(together), 2 * unit_.tail(tiling.tile), "cycles");
  return checked_add(checked_mul(loads[i], held, "cycles"), array, "cycles") /
         tiling.slots[i].slots;
}

Estimate TilingEstimator::estimate(const Tiling& tiling) const {
  const TileShape whole = problem_.whole();
  const TileShape counts = tile_counts(whole, tiling.tile);
  const std::int64_t products = problem_.gemm().count;
  Loads loads{};
  for (const Operand operand : kOperands) {
    loads[static_cast<std::size_t>(operand)] =
        checked_mul(loads_of(operand, tiling, whole), products, "tiles");
  }

  Estimate estimate;
  estimate.tiles = checked_product({counts.m, counts.n, counts.k, products}, "tiles");
  const Cycles array = array_cycles(tiling.tile);
  Cycles busy = array;
  Cycles channels = 0;
  for (const Operand operand : kOperands) {
    const std::int64_t count = loads[static_cast<std::size_t>(operand)];
    const Bytes bytes = problem_.moved_bytes(operand, tiling.tile);
    busy = std::max(busy, slot_cycles(operand, tiling, loads, array));
    channels = checked_add(channels, checked_mul(count, transfer_alone(bytes), "cycles"), "cycles");
    estimate.dram_bytes =
        checked_add(estimate.dram_bytes, checked_mul(count, bytes, "bytes"), "bytes");
  }
  const Bytes first_fill = problem_.moved_bytes(Operand::input, tiling.tile) +
                           problem_.moved_bytes(Operand::weight, tiling.tile);
  const Cycles edges = transfer_alone(first_fill) +
                       transfer_alone(problem_.moved_bytes(Operand::output, tiling.tile));
  const Cycles memory =
      std::max(transfer_cycles(estimate.dram_bytes), channels / chip_.core.dma.channels);
  estimate.cycles = std::max(busy, memory) + edges;
  return estimate;
}

}  // namespace systole::mapping
