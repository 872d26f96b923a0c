// How far a chip's power holds its matrix units back.
#pragma once

#include "config/chip.hpp"

namespace systole::timing {

/// Under the power limit a chip's matrix units, always at work, run at `clocks.sustained_mhz`. A
/// kernel that asks for no more products per second than they make then keeps the clock it is
/// simulated at; one that asks for more gets as many, which is what a lower clock comes to. Power
/// is the whole chip's and follows slowly: what cores and stretches that wait do not use is there
/// for the others.
class PowerLimit {
 public:
  /// No limit where the sustained clock is not known, or not below the chip's clock.
  explicit PowerLimit(const config::Chip& chip);

  /// How long a kernel takes at least whose matrix units work for `matrix` cycles, all cores added
  /// up.
  Cycles least_cycles(Cycles matrix) const;

 private:
  double cycles_per_cycle_ = 0.0;  ///< of the chip, for one of one core; 0: no limit
};

}  // namespace systole::timing
