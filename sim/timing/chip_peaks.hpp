// What a chip could do at most: every unit busy in every cycle.
#pragma once

#include "base/terms.hpp"
#include "config/chip.hpp"

namespace systole::timing {

/// The clock behind the datasheet's peak; the clock of a run where the chip's file names none.
double quoted_clock_mhz(const config::Chip& chip);

/// 10^12 operations per second of the matrix units of all cores, dense, a MAC counted as two; 0
/// where the type is not supported.
double peak_tera_ops(const config::Chip& chip, DType dtype, double clock_mhz);

/// 10^9 bytes per second of all memory channels; 0 for an ideal memory, which has no limit.
double peak_bandwidth_gb_per_s(const config::Chip& chip);

}  // namespace systole::timing
