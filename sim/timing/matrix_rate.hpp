// How fast a matrix unit multiplies elements of a type.
#pragma once

#include "base/terms.hpp"
#include "base/units.hpp"
#include "config/chip.hpp"
#include "timing/fold.hpp"

namespace systole::timing {

/// A rate as an integer: thousandths of the base rate, so that cycle counts stay exact.
struct MatrixRate {
  std::int64_t thousandths = 1000;
  bool supported() const { return thousandths > 0; }
  /// Cycles for what takes `cycles` at the base rate, rounded up.
  Cycles cycles(Cycles at_base_rate) const;
};

MatrixRate rate_of(const config::MatrixUnitConfig& unit, DType dtype);

/// A tile in units of the element type that the unit is described in: a faster type multiplies more
/// along k in one place and cycle, a slower one less, so k is what the rate changes.
TileShape scaled_to_rate(const TileShape& tile, const MatrixRate& rate);

/// PEs of a core's array, or multipliers of its dot-product units.
std::int64_t places(const config::MatrixUnitConfig& unit);

/// MACs of one core in one cycle, all units busy; 0 where the type is not supported.
std::int64_t peak_macs_per_cycle(const config::MatrixUnitConfig& unit, DType dtype);

}  // namespace systole::timing
