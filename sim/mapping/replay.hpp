// What a tiling will cost, by walking through the tiles of all cores.
#pragma once

#include "mapping/gemm_plan.hpp"

namespace systole::mapping {

/// Cycles of a product's kernel, the sum of the parts of K left out: all cores against one memory,
/// as the hardware models run it, without their events. Its cost is in proportion to the tiles, so
/// it is for small problems.
Cycles replay(const GemmPlan& plan, const config::Chip& chip);

}  // namespace systole::mapping
