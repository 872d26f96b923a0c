// What one tile did on a matrix unit, of whatever kind.
#pragma once

#include "base/units.hpp"

namespace systole::timing {

/// The exclusive parts add up to the time from `begin` to `end` once all tiles of a busy period
/// and the timeline's tail are summed.
struct TileSpan {
  Cycles begin = 0;  ///< the unit's first cycle for this tile (its first preload)
  Cycles consumed =
      0;              ///< one past the cycle of its last product: the operands are no longer needed
  Cycles end = 0;     ///< one past the cycle in which its last output leaves
  Cycles stream = 0;  ///< cycles of streaming
  Cycles overhead = 0;  ///< cycles between streams that the unit itself needs
  Cycles stall = 0;     ///< cycles lost because operands came late
  Cycles frozen = 0;    ///< cycles lost because banks were in use
};

}  // namespace systole::timing
