// What a tiling will cost on many cores, from the timing equations alone.
#pragma once

#include "mapping/estimate.hpp"
#include "mapping/memory_rates.hpp"
#include "mapping/rehearsal.hpp"

namespace systole::mapping {

/// Output tiles run in waves, one tile per core; the cores of a wave share what they read through
/// the buffer before DRAM, if there is one.
class WaveEstimator {
 public:
  WaveEstimator(const Problem& problem, const Epilogue& epilogue, const config::Chip& chip);

  Estimate estimate(const Tiling& tiling) const;
  /// If nothing had to wait for anything else: the longest of unit, ports and memories.
  Estimate hoped(const Tiling& tiling) const;
  /// The same by rehearsal of the core that has most to do.
  Cycles rehearse(const Tiling& tiling) const;
  /// Of the kernel that adds up the parts of K, its launch included; 0 where there is none.
  Cycles reduction_cycles(const Tiling& tiling) const;
  /// The matrix unit's time alone: no tiling with this tile takes less.
  Cycles least(const Tiling& tiling) const;

 private:
  struct Counts;
  struct Traffic;
  Counts counts_of(const Tiling& tiling) const;
  Traffic traffic_of(const Tiling& tiling, const Counts& counts) const;
  Cycles step_cycles(const Tiling& tiling, const Counts& counts, double share_from_dram) const;
  Cycles vector_cycles(const Tiling& tiling) const;
  Cycles tile_vector_cycles(const Tiling& tiling) const;
  Bytes step_bytes(const Tiling& tiling) const;
  Bytes larger_load(const Tiling& tiling) const;

  const Problem& problem_;
  Epilogue epilogue_;
  Epilogue drain_;  ///< what is left of it for partial sums
  config::VectorUnitConfig vector_;
  config::MatrixUnitConfig matrix_;
  UnitTimes unit_;
  MemoryRates memory_;
  Rehearsal rehearsal_;
  Cycles launch_;
};

}  // namespace systole::mapping
