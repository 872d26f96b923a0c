// The `analytic` level: closed forms over a kernel's commands, no simulation kernel.
#pragma once

#include "config/chip.hpp"
#include "hw/measurement.hpp"
#include "program/program.hpp"

namespace systole::system {

/// Every core's array and vector unit from the timing equations, as though operands were always
/// there; its port, the shared buffer's slices and DRAM from bytes over bandwidth; and the longest
/// of them behind the first fill and before the last write-back. Which bytes the shared buffer
/// saves comes from its own blocks, with the cores taking turns load by load and nothing in it when
/// the kernel starts. Work is exact, and so is traffic without a shared buffer; contention between
/// transfers and loads that wait for a free slot are not seen. Books balance as at the other
/// levels.
hw::KernelMeasurement estimate(const program::Kernel& kernel, const config::Chip& chip,
                               bool on_chip);

}  // namespace systole::system
