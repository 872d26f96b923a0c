// Cycles that the array loses to bank conflicts: from how a tile lies in the banks, how many of
// them there are, and what the DMA engine moves at the same time.
//
// A tile lies in lines (rows; columns under col_major), each begun at a new word. In one cycle the
// array wants one vector of elements, which lies along a line or across lines:
//
//   along    words w, w+1, ... of one line go round the banks:     ceil(words / banks) in the
//   busiest bank across   one word of each line, line_words apart:              ceil(lines / p), p
//   = banks / gcd(line_words, banks)
//            blocked lines begin one bank further each:            ceil(lines / banks)
//
// A bank serves `ports` words a cycle, so a step with `a` words in its busiest bank takes ceil(a /
// ports) cycles. Words of the DMA engine take ports that are left over; what finds none prolongs
// the tile.
#pragma once

#include <array>

#include "config/chip.hpp"
#include "timing/fold.hpp"

namespace systole::timing {

/// What the array wants from one operand while it works on a tile.
struct OperandFeed {
  std::int64_t vector = 0;         ///< elements wanted in one step
  bool along_line = true;          ///< they lie in one line, else one in each line
  std::int64_t line_elements = 0;  ///< length of a line
  std::int64_t element_bits = 8;
  std::int64_t steps = 0;
  std::int64_t accesses = 1;  ///< 2 where a sum is read and written
};

/// Words of the busiest bank in one step.
std::int64_t busiest_bank(const OperandFeed& feed, const config::SramConfig& sram);

/// Cycles beyond one per step. `dma_bytes` move through the same banks meanwhile, spread evenly.
/// Exact without them; with them exact when every step loads the banks alike, else what the busiest
/// bank could cost.
Cycles lost_cycles(const OperandFeed& feed, Bytes dma_bytes, const config::SramConfig& sram);

/// The feeds of a tile, by Operand. `adds`: sums are read before they are written.
std::array<OperandFeed, 3> feeds_of(const TileShape& tile, const config::CoreConfig& core,
                                    const std::array<std::int64_t, 3>& element_bits, bool adds);

}  // namespace systole::timing
