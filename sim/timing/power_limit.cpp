#include "timing/power_limit.hpp"

#include <cmath>

namespace systole::timing {

PowerLimit::PowerLimit(const config::Chip& chip) {
  const double sustained = chip.clocks.sustained_mhz;
  if (sustained <= 0.0 || sustained >= chip.clock_mhz) return;
  cycles_per_cycle_ = chip.clock_mhz / (sustained * static_cast<double>(chip.core.count));
}

Cycles PowerLimit::least_cycles(Cycles matrix) const {
  return static_cast<Cycles>(std::ceil(cycles_per_cycle_ * static_cast<double>(matrix)));
}

}  // namespace systole::timing
