#include "timing/matrix_rate.hpp"

#include <cmath>

#include "base/checked.hpp"

namespace systole::timing {

namespace {

constexpr std::int64_t kThousand = 1000;

}  // namespace

std::int64_t places(const config::MatrixUnitConfig& unit) {
  if (unit.kind == config::MatrixUnitKind::systolic) return unit.rows * unit.cols;
  return checked_product({unit.units, unit.step_m, unit.step_n, unit.step_k}, "MACs per cycle");
}

Cycles MatrixRate::cycles(Cycles at_base_rate) const {
  if (thousandths == kThousand) return at_base_rate;
  return ceil_div(checked_mul(at_base_rate, kThousand, "cycles"), thousandths);
}

MatrixRate rate_of(const config::MatrixUnitConfig& unit, DType dtype) {
  return {std::llround(unit.rates.of(dtype) * kThousand)};
}

TileShape scaled_to_rate(const TileShape& tile, const MatrixRate& rate) {
  return {tile.m, tile.n, rate.cycles(tile.k)};
}

std::int64_t peak_macs_per_cycle(const config::MatrixUnitConfig& unit, DType dtype) {
  return checked_mul(places(unit), rate_of(unit, dtype).thousandths, "MACs per cycle") / kThousand;
}

}  // namespace systole::timing
