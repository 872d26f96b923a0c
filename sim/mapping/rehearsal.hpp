// What a tiling will cost, by walking through the tiles of the busiest core.
#pragma once

#include <vector>

#include "mapping/estimate.hpp"
#include "mapping/memory_rates.hpp"
#include "mapping/output_tiles.hpp"

namespace systole::mapping {

/// Loads, products and stores of one core, each waiting for what it waits for in the hardware
/// models; the other cores take their share of the memory meanwhile. Dearer than a closed form, and
/// nearer to the simulator where latencies show: what a search asks about its finalists.
class Rehearsal {
 public:
  Rehearsal(const Problem& problem, const Epilogue& epilogue, const config::Chip& chip);

  /// Without the sum of the parts of K, if there are any. `from_dram` is the share of what the
  /// cores load that no shared buffer holds.
  Cycles cycles(const Tiling& tiling, double from_dram) const;

 private:
  struct Shape;
  struct Core;
  Shape shape_of(const Tiling& tiling, double from_dram) const;
  void set_rates(std::int64_t active, double from_dram, const Tiling& tiling, Shape& shape) const;
  Cycles vector_cycles(const Tiling& tiling) const;

  const Problem& problem_;
  Epilogue epilogue_;
  Epilogue drain_;
  config::VectorUnitConfig vector_;
  config::MatrixUnitConfig matrix_;
  UnitTimes unit_;
  MemoryRates memory_;
};

}  // namespace systole::mapping
