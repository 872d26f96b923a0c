// What a run spends.
#pragma once

#include "config/chip.hpp"
#include "result/result.hpp"

namespace systole::cost {

/// In joules, by part.
struct Energy {
  double arithmetic = 0.0;
  double sram = 0.0;
  double interconnect = 0.0;
  double dram = 0.0;
  double leakage = 0.0;  ///< and everything else that time alone costs

  double total() const { return arithmetic + sram + interconnect + dram + leakage; }
};

/// Of work that took `seconds` on a chip.
Energy energy_of(const config::Chip& chip, const result::Counters& work, double seconds);

}  // namespace systole::cost
