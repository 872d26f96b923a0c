// What a run spends.
#pragma once

#include "config/chip.hpp"
#include "result/result.hpp"

namespace systole::cost {

/// In joules, by part.
struct Energy {
  double arithmetic = 0.0;  ///< of matrix and vector units
  double sram = 0.0;        ///< of the cores and the shared buffer
  double interconnect = 0.0;
  double dram = 0.0;
  double leakage = 0.0;  ///< and everything else that time alone costs

  double total() const { return arithmetic + sram + interconnect + dram + leakage; }
};

/// Of work that took `seconds` on a chip, at the chip's default element type. cost/actions.hpp
/// counts each operator at its own type.
Energy energy_of(const config::Chip& chip, const result::Counters& work, double seconds);

/// A result's own, where it was charged.
Energy energy_of(const result::EnergyBreakdown& picojoules);

}  // namespace systole::cost
