// An amount over time in a bounded number of equal steps: the longer the time, the wider a step.
#pragma once

#include <cstddef>
#include <vector>

#include "base/units.hpp"

namespace systole::hw {

class TimeBuckets {
 public:
  /// Spreads `amount` evenly over [begin, end), which lies at or after cycle 0; an empty span
  /// counts as one cycle.
  void add(Cycles begin, Cycles end, double amount);

  Cycles width() const { return width_; }
  /// Amount per cycle in each step from cycle 0; time ends at cycle `end`, maybe within a step.
  std::vector<double> per_cycle(Cycles end) const;

 private:
  static constexpr std::size_t kMost = 256;
  void widen_to(Cycles end);

  Cycles width_ = 16;
  std::vector<double> amounts_;
};

}  // namespace systole::hw
