// The peak rates that figures of cost are per: of the chip's own parameters, at its quoted clock.
#pragma once

#include "config/chip.hpp"

namespace systole::cost {

/// 10^12 dense operations per second of all cores, a MAC counted as two; 0 where the type is not
/// supported.
double peak_tera_ops(const config::Chip& chip, DType dtype);

/// Total processing performance: the largest over element types of that rate times the type's bits
/// (19 for tf32).
double tpp_of(const config::Chip& chip);
/// The same from the rates that the vendor states; 0 where none is.
double stated_tpp_of(const config::ChipFacts& facts);

/// 10^9 bytes per second of all memory channels; 0 for an ideal memory, which has no limit.
double dram_bandwidth_gb_per_s(const config::Chip& chip);

/// Multipliers or PEs of one core.
double places_of(const config::MatrixUnitConfig& unit);

}  // namespace systole::cost
