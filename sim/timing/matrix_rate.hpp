// How fast a matrix unit multiplies elements of a type.
#pragma once

#include "base/terms.hpp"
#include "base/units.hpp"
#include "config/chip.hpp"

namespace systole::timing {

/// A rate as an integer: thousandths of the base rate, so that cycle counts stay exact.
struct MatrixRate {
  std::int64_t thousandths = 1000;
  bool supported() const { return thousandths > 0; }
  /// Cycles for what takes `cycles` at the base rate, rounded up.
  Cycles cycles(Cycles at_base_rate) const;
};

MatrixRate rate_of(const config::MatrixUnitConfig& unit, DType dtype);

/// MACs of one core in one cycle, all units busy; 0 where the type is not supported.
std::int64_t peak_macs_per_cycle(const config::MatrixUnitConfig& unit, DType dtype);

}  // namespace systole::timing
