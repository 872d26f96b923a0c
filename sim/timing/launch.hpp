// Cycles that it takes to start kernels.
#pragma once

#include "config/chip.hpp"
#include "timing/clock.hpp"

namespace systole::timing {

struct LaunchCycles {
  Cycles first = 0;  ///< on an idle chip
  Cycles next = 0;   ///< from the end of the kernel before
};
LaunchCycles launch_cycles(const config::LaunchConfig& launch, const Clock& clock);

}  // namespace systole::timing
