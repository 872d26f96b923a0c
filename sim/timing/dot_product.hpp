// Tensor cores and cubes: units that multiply small matrices whole, without skew, fill or drain.
#pragma once

#include "base/terms.hpp"
#include "config/chip.hpp"
#include "timing/fold.hpp"

namespace systole::timing {

/// Cycles in which the units of a core are given the steps of one tile. Each unit takes whole
/// step_m x step_n pieces of the output and walks along k; the last steps of a piece that is
/// smaller are not filled. The sums are there latency_cycles after the last step.
Cycles dot_product_issue_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit,
                                DType dtype);

}  // namespace systole::timing
