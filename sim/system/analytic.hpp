// The `analytic` level: closed forms over a kernel's commands, no simulation kernel.
#pragma once

#include "config/chip.hpp"
#include "hw/core.hpp"
#include "program/program.hpp"

namespace systole::system {

/// Array cycles from the fold equations as though operands were always there, DRAM time from bytes
/// over bandwidth, and the longer of the two behind the first fill and before the last write-back.
/// Traffic and work are exact; contention between transfers is not seen. Books balance as at the
/// other levels.
hw::KernelMeasurement estimate(const program::Kernel& kernel, const config::Chip& chip,
                               bool on_chip);

}  // namespace systole::system
