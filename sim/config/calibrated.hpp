// Whether a chip's file says what its makers and micro-benchmarks say, or what kernels were found
// to take.
#pragma once

#include "config/chip.hpp"

namespace systole::config {

/// The first word of the source of a value that was fitted to measured kernels.
constexpr const char* kCalibrated = "calibrated";

/// Whether values of the chip were fitted to measured kernels.
bool is_calibrated(const Chip& chip);

}  // namespace systole::config
