#include "timing/dot_product.hpp"

#include "base/checked.hpp"
#include "timing/matrix_rate.hpp"

namespace systole::timing {

Cycles dot_product_issue_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit,
                                DType dtype) {
  const std::int64_t pieces =
      checked_mul(ceil_div(tile.m, unit.step_m), ceil_div(tile.n, unit.step_n), "pieces of a tile");
  const std::int64_t pieces_of_a_unit = ceil_div(pieces, unit.units);
  // A faster type multiplies more along k in one step, so k is what the rate shortens.
  const Cycles steps = ceil_div(rate_of(unit, dtype).cycles(tile.k), unit.step_k);
  return checked_mul(pieces_of_a_unit, steps, "cycles of a tile");
}

}  // namespace systole::timing
