// What a chip of which some values are ranges lets a run say: not one time but an interval.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "config/ranges.hpp"
#include "study/simulate.hpp"

namespace systole::study {

/// What one range alone does to the time, everything else at its nominal value.
struct RangeEffect {
  std::string key;
  std::string low;  ///< the range's ends, as the chip's file says them
  std::string high;
  double seconds_at_low = 0.0;
  double seconds_at_high = 0.0;

  double fastest() const { return std::min(seconds_at_low, seconds_at_high); }
  double slowest() const { return std::max(seconds_at_low, seconds_at_high); }
};

/// Two numbers, the smaller first.
struct Bounds {
  double low = 0.0;
  double high = 0.0;
};

/// A run at both ends of what is known about its chip.
struct Interval {
  result::Result fastest;  ///< every range at the end that makes the run faster
  result::Result slowest;
  std::vector<RangeEffect> effects;  ///< the widest first

  /// Of any number that a result has, its nominal value included.
  template <class Number>
  Bounds of(const result::Result& nominal, const Number& number) const {
    const double a = number(fastest);
    const double b = number(nominal);
    const double c = number(slowest);
    return {std::min({a, b, c}), std::max({a, b, c})};
  }
  Bounds seconds(const result::Result& nominal) const;
  /// Of the operator with this index.
  Bounds operator_seconds(const result::Result& nominal, std::size_t index) const;
};

/// Simulates each range at both ends, to know which end is faster, then the fastest and the slowest
/// chip. Nothing where the chip has no ranges.
std::optional<Interval> interval_of(const config::Chip& chip, const Simulate& simulate);

}  // namespace systole::study
