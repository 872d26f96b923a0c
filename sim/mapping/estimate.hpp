// What a tiling will cost, from the timing equations alone.
#pragma once

#include "mapping/gemm_plan.hpp"
#include "mapping/unit_times.hpp"
#include "timing/clock.hpp"

namespace systole::mapping {

struct Estimate {
  Cycles cycles = 0;
  Bytes dram_bytes = 0;
  std::int64_t tiles = 0;
};

/// The eight leading bits: what estimates can tell apart.
std::int64_t leading_bits(std::int64_t value);

/// Of one core that has the memory to itself.
class TilingEstimator {
 public:
  TilingEstimator(const Problem& problem, const config::Chip& chip);

  /// The longer of the array's time and the memory's, behind the first tile's fill and before the
  /// last write-back.
  Estimate estimate(const Tiling& tiling) const;

 private:
  Cycles array_cycles(const timing::TileShape& tile) const;
  Cycles transfer_cycles(Bytes bytes) const;
  Cycles transfer_alone(Bytes bytes) const;
  using Loads = std::array<std::int64_t, 3>;  ///< by Operand
  Cycles slot_cycles(Operand operand, const Tiling& tiling, const Loads& loads, Cycles array) const;

  const Problem& problem_;
  config::Chip chip_;
  UnitTimes unit_;
  timing::Clock clock_;
  std::int64_t dram_bytes_per_second_;  ///< 0 when unbounded
};

/// How often an operand's tiles are loaded (or an output's stored) under a tiling, per product.
std::int64_t loads_of(Operand operand, const Tiling& tiling, const timing::TileShape& whole);

/// Gives every operand its slots (one where a single tile is all there is) and says whether they
/// fit the memory.
bool assign_slots(const Problem& problem, const config::SramConfig& sram, const Epilogue& epilogue,
                  Tiling& tiling);

}  // namespace systole::mapping
