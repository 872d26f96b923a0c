#include "timing/launch.hpp"

#include <cmath>

namespace systole::timing {

LaunchCycles launch_cycles(const config::LaunchConfig& launch, const Clock& clock) {
  const auto cycles = [&](double us) { return clock.first_cycle_at(std::llround(us * 1e9)); };
  return {cycles(launch.first_us), cycles(launch.next_us)};
}

}  // namespace systole::timing
