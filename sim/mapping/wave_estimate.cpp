#include "mapping/wave_estimate.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"
#include "mapping/gemm_plan.hpp"
#include "mapping/tile_deal.hpp"
#include "timing/vector_timing.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

double ratio(std::int64_t a, std::int64_t b) {
  return static_cast<double>(a) / static_cast<double>(std::max<std::int64_t>(1, b));
}

Bytes whole_bytes(double bytes) { return static_cast<Bytes>(std::min(bytes, 9e18)); }

}  // namespace

struct WaveEstimator::Counts {
  std::int64_t m_tiles = 0;  ///< of all products
  std::int64_t n_tiles = 0;
  std::int64_t products = 0;  ///< and parts of K
  std::int64_t tiles = 0;
  std::int64_t cores = 0;
  std::int64_t tiles_of_a_core = 0;
  std::int64_t steps = 0;  ///< along K, for one output tile
};

struct WaveEstimator::Traffic {
  Bytes loaded = 0;     ///< by all cores
  Bytes delivered = 0;  ///< by the buffer
  Bytes from_dram = 0;
};

WaveEstimator::WaveEstimator(const Problem& problem, const Epilogue& epilogue,
                             const config::Chip& chip)
    : problem_(problem),
      epilogue_(with_drain(epilogue, chip)),
      drain_(with_drain({}, chip)),
      vector_(chip.core.vector),
      matrix_(chip.core.matrix),
      unit_(chip.core.matrix, problem.product().multiplied),
      memory_(chip),
      rehearsal_(problem, epilogue, chip),
      launch_(std::llround(chip.launch.next_us * chip.clock_mhz)) {}

WaveEstimator::Counts WaveEstimator::counts_of(const Tiling& tiling) const {
  const TileShape tiles = tile_counts(problem_.whole(), tiling.tile);
  Counts counts;
  counts.m_tiles = problem_.rows().empty() ? tiles.m * problem_.gemm().count : 0;
  for (const std::int64_t rows : problem_.rows()) counts.m_tiles += ceil_div(rows, tiling.tile.m);
  counts.n_tiles = tiles.n;
  counts.products = problem_.gemm().count * tiling.split_k;
  counts.tiles = counts.m_tiles * tiles.n * tiling.split_k;
  counts.cores = std::max<std::int64_t>(1, std::min(tiling.cores, counts.tiles));
  counts.tiles_of_a_core = TileDeal(counts.tiles, tiling).most();
  counts.steps = ceil_div(tiles.k, tiling.split_k);
  return counts;
}

Bytes WaveEstimator::step_bytes(const Tiling& tiling) const {
  return problem_.moved_bytes(Operand::input, tiling.tile) +
         problem_.moved_bytes(Operand::weight, tiling.tile);
}

// A wave covers a block of the output: in a group of g tiles of the second loop, g of them by what
// is left of the cores. Going on, the operand of the second loop stays as long as both blocks fit
// the buffer; the other one is read once for each group, or once where it fits as a whole.
WaveEstimator::Traffic WaveEstimator::traffic_of(const Tiling& tiling, const Counts& counts) const {
  Traffic traffic;
  traffic.loaded = checked_product({counts.tiles, counts.steps, step_bytes(tiling)}, "bytes");
  traffic.delivered =
      checked_product({counts.tiles, counts.steps, delivered_bytes(problem_, tiling)}, "bytes");
  if (!memory_.has_buffer()) {
    traffic.from_dram = traffic.loaded;
    return traffic;
  }
  const bool m_second = tiling.order[1] == Dimension::m;
  const Operand second = m_second ? Operand::input : Operand::weight;
  const Operand first = m_second ? Operand::weight : Operand::input;
  const double per_product = ratio(counts.m_tiles, problem_.gemm().count);
  const double second_tiles = m_second ? per_product : static_cast<double>(counts.n_tiles);
  const double first_tiles = m_second ? static_cast<double>(counts.n_tiles) : per_product;
  const double group = tiling.group > 0
                           ? std::min<double>(static_cast<double>(tiling.group), second_tiles)
                           : second_tiles;
  const auto band = [&](Operand operand) {
    return static_cast<double>(counts.steps) *
           static_cast<double>(problem_.moved_bytes(operand, tiling.tile));
  };
  const double cores = static_cast<double>(counts.cores);
  const double second_in_wave = std::min(group, cores);
  const double first_in_wave = std::min(first_tiles, std::ceil(cores / second_in_wave));
  const double block = second_in_wave * band(second) + first_in_wave * band(first);
  const double buffer = 0.9 * static_cast<double>(memory_.buffer_bytes());
  const double waves = ratio(counts.tiles, counts.cores);
  const double products = static_cast<double>(counts.products);
  const double all_second = products * second_tiles * band(second);
  const double all_first = products * first_tiles * band(first);
  const bool first_fits = first_tiles * band(first) + second_in_wave * band(second) <= buffer;
  const double groups = first_fits ? 1.0 : std::ceil(second_tiles / group);
  const double reread_second = std::max(all_second, waves * second_in_wave * band(second));
  traffic.from_dram =
      whole_bytes((block <= buffer ? all_second : reread_second) +
                  std::min(all_first * groups, static_cast<double>(traffic.loaded)));
  traffic.from_dram = std::min(traffic.from_dram, traffic.loaded);
  return traffic;
}

Cycles WaveEstimator::vector_cycles(const Tiling& tiling) const {
  program::Vector work;
  if (problem_.converts(Operand::input)) work.simple += 2 * tiling.tile.m * tiling.tile.k;
  if (problem_.converts(Operand::weight)) work.simple += 2 * tiling.tile.k * tiling.tile.n;
  if (work.simple == 0) return 0;
  work.element_bits = bits_of(problem_.product().multiplied);
  return timing::vector_cycles(work, vector_);
}

Cycles WaveEstimator::tile_vector_cycles(const Tiling& tiling) const {
  const Epilogue& work = tiling.split_k > 1 ? drain_ : epilogue_;
  if (!work.exists()) return 0;
  return timing::vector_cycles(work_of(work, tiling.tile.m * tiling.tile.n, {Operand::output, 0}),
                               vector_) +
         vector_.latency_cycles;
}

// With s slots, s loads are on their way or in use: each takes its latency, its transfer and its
// tile's time on the unit.
Cycles WaveEstimator::step_cycles(const Tiling& tiling, const Counts& counts,
                                  double share_from_dram) const {
  const Bytes bytes = step_bytes(tiling);
  const Cycles unit = std::max(unit_.steady(tiling.tile), vector_cycles(tiling));
  const Cycles transfer =
      std::max(memory_.one_core(bytes),
               memory_.first_level(delivered_bytes(problem_, tiling) * counts.cores));
  // Cores that share a tile ask for it together, so all of them wait for the one that misses.
  const double misses = std::min(1.0, share_from_dram * static_cast<double>(counts.cores));
  const Cycles latency =
      memory_.first_level_latency() +
      static_cast<Cycles>(
          misses * static_cast<double>(memory_.dram_latency() - memory_.first_level_latency()));
  const Cycles arrival =
      std::max(latency + transfer, memory_.arrival(larger_load(tiling), 0, latency));
  const std::int64_t slots = std::min(tiling.slots[0].slots, tiling.slots[1].slots);
  return std::max({unit, transfer, (arrival + unit) / slots});
}

Bytes WaveEstimator::larger_load(const Tiling& tiling) const {
  return std::max(problem_.moved_bytes(Operand::input, tiling.tile),
                  problem_.moved_bytes(Operand::weight, tiling.tile));
}

// The parts are read back, added and stored by a kernel of its own.
Cycles WaveEstimator::reduction_cycles(const Tiling& tiling) const {
  if (tiling.split_k == 1) return 0;
  const std::int64_t elements = problem_.all_rows() * problem_.gemm().n;
  const Bytes partial = elements * tiling.split_k * problem_.product().sum_bits / 8;
  const Bytes result = bytes_of(problem_.product().output, elements);
  const Cycles ports = memory_.port(partial / std::max<std::int64_t>(1, tiling.cores));
  const bool stays = partial < memory_.buffer_bytes() / 2;
  const Cycles memory =
      stays ? memory_.shared(2 * partial + result) : memory_.dram(2 * partial + result);
  return launch_ + 2 * memory_.first_level_latency() + std::max(ports, memory);
}

Cycles WaveEstimator::least(const Tiling& tiling) const {
  const Counts counts = counts_of(tiling);
  return counts.tiles_of_a_core * counts.steps * unit_.steady(tiling.tile);
}

Cycles WaveEstimator::rehearse(const Tiling& tiling) const {
  const Traffic traffic = traffic_of(tiling, counts_of(tiling));
  const Cycles fill = memory_.dram_latency() - memory_.first_level_latency();
  return rehearsal_.cycles(tiling, ratio(traffic.from_dram, traffic.loaded)) + fill +
         reduction_cycles(tiling);
}

Estimate WaveEstimator::estimate(const Tiling& tiling) const {
  const Counts counts = counts_of(tiling);
  const Traffic traffic = traffic_of(tiling, counts);
  const double share = ratio(traffic.from_dram, traffic.loaded);
  const Cycles step = step_cycles(tiling, counts, share);
  const Bytes tile_out = problem_.moved_bytes(Operand::output, tiling.tile);
  const Bytes out = checked_mul(counts.tiles, tile_out, "bytes");

  Cycles tile = checked_mul(counts.steps, step, "cycles");
  const Cycles after = tile_vector_cycles(tiling);
  const std::int64_t in_last_wave =
      std::max<std::int64_t>(1, counts.tiles - (counts.tiles_of_a_core - 1) * counts.cores);
  const Cycles store =
      memory_.arrival(tile_out, in_last_wave * tile_out, memory_.first_level_latency());
  const bool overlaps = tiling.slots[2].slots > 1 || counts.tiles_of_a_core == 1;
  const Cycles alone = tile;
  tile = overlaps ? std::max(tile, after) : tile + after + store;
  if (tiling.tiles_in_flight > 0) {
    tile = alone + after + store + memory_.dram_latency() / tiling.tiles_in_flight;
  }

  // The last wave's results leave when nothing else is left to do.
  const Cycles cores = checked_mul(counts.tiles_of_a_core - 1, tile, "cycles") + alone;
  const Bytes early = out - in_last_wave * tile_out;
  // Outputs that the buffer has no room for push out those before them.
  const bool stays = memory_.has_buffer() && out <= memory_.buffer_bytes();
  const Bytes piece = piece_bytes_of(problem_, tiling, matrix_);
  const Cycles dram =
      memory_.dram_loads(traffic.from_dram, piece) + memory_.dram(stays ? 0 : early);
  const Cycles buffer = memory_.has_buffer() ? memory_.shared(traffic.delivered + early) : 0;
  const Cycles fill =
      std::max(memory_.dram_latency() + memory_.one_core(step_bytes(tiling)),
               memory_.arrival(larger_load(tiling), counts.cores * step_bytes(tiling),
                               memory_.dram_latency()));
  const Cycles drain = unit_.tail(tiling.tile) + after + store;

  Estimate estimate;
  estimate.cycles = std::max({cores, dram, buffer}) + fill + drain + reduction_cycles(tiling);
  estimate.dram_bytes = traffic.from_dram;
  estimate.tiles = checked_mul(counts.tiles, counts.steps, "tiles");
  return estimate;
}

Estimate WaveEstimator::hoped(const Tiling& tiling) const {
  const Counts counts = counts_of(tiling);
  const Traffic traffic = traffic_of(tiling, counts);
  const Bytes out =
      checked_mul(counts.tiles, problem_.moved_bytes(Operand::output, tiling.tile), "bytes");
  const Bytes own = traffic.loaded / counts.tiles * counts.tiles_of_a_core;
  const Bytes once =
      problem_.gemm().count * (problem_.moved_bytes(Operand::input, problem_.whole()) +
                               problem_.moved_bytes(Operand::weight, problem_.whole()));
  const Bytes past =
      memory_.has_buffer() ? std::min(once, traffic.from_dram) : traffic.from_dram + out;
  const Cycles shared = memory_.has_buffer() ? memory_.shared(traffic.delivered + out) : 0;
  Estimate estimate;
  estimate.cycles = std::max({least(tiling), memory_.port(own), memory_.dram(past), shared}) +
                    reduction_cycles(tiling);
  estimate.dram_bytes = traffic.from_dram;
  estimate.tiles = checked_mul(counts.tiles, counts.steps, "tiles");
  return estimate;
}

}  // namespace systole::mapping
