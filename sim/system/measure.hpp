// From what the hardware measured to the numbers of a Result, under the chip's way of counting.
#pragma once

#include "config/chip.hpp"
#include "hw/core.hpp"
#include "program/program.hpp"
#include "result/result.hpp"

namespace systole::system {

result::MachineFacts facts_of(const config::Chip& chip);

/// The result of one kernel; its name is the kernel's until a step gives it its own.
result::OperatorResult to_result(const program::Kernel& kernel,
                                 const hw::KernelMeasurement& measured, const config::Chip& chip);

}  // namespace systole::system
