// What it costs to make one chip: dies, memory, package and test. No design, no margin.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"
#include "cost/technology.hpp"

namespace systole::cost {

struct PricePart {
  std::string name;
  std::string basis;
  Spread usd;
};

struct Price {
  std::vector<PricePart> parts;
  /// All lows together, all highs together.
  Spread total() const;
};

/// Whole dies of `mm2` on a 300 mm wafer; 0 where one does not fit.
double dies_per_wafer(double mm2);

/// Share of dies without a defect in `critical_mm2` (negative binomial).
double yield_of(double critical_mm2, double defects_per_cm2, double clustering);

Price price_of(const config::Chip& chip);

}  // namespace systole::cost
