// What a tiling will cost, by walking through the tiles of all cores.
#pragma once

#include <limits>
#include <optional>

#include "mapping/gemm_plan.hpp"

namespace systole::mapping {

/// How far a replay may go.
struct ReplayLimit {
  /// Turns of cores and blocks that they move; what a replay does is taken off.
  std::int64_t work = 0;
  Cycles cycles = std::numeric_limits<Cycles>::max();  ///< to be undercut
};

/// Cycles of a product's kernel, the sum of the parts of K left out: all cores against one memory,
/// as the hardware models run it, without their events. Its cost is in proportion to the tiles, so
/// it is for small problems. Nothing where a limit is met.
std::optional<Cycles> replay(const GemmPlan& plan, const config::Chip& chip, ReplayLimit& limit);

}  // namespace systole::mapping
