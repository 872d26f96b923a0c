// Conversion between a clock's cycle numbers and simulated time. Times come from cycle numbers,
// never from sums of periods, so that a clock of 940 MHz does not drift.
#pragma once

#include "base/units.hpp"

namespace systole::timing {

class Clock {
 public:
  explicit Clock(std::int64_t hertz) : hertz_(hertz) {}
  /// Rounds to whole hertz; `mhz` must be positive.
  static Clock from_mhz(double mhz);

  std::int64_t hertz() const { return hertz_; }
  /// When cycle number `cycle` begins (rounded down to 1 fs).
  Femtoseconds start_of(Cycles cycle) const;
  /// The first cycle that begins at `time` or later.
  Cycles first_cycle_at(Femtoseconds time) const;
  double seconds(Cycles cycles) const;

 private:
  std::int64_t hertz_;
};

/// ceil(bytes / bytes_per_second) in femtoseconds.
Femtoseconds transfer_time(Bytes bytes, std::int64_t bytes_per_second);

}  // namespace systole::timing
