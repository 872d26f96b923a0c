// What crossed the chip's memory side.
#pragma once

#include <array>

#include "timing/shared_buffer_timing.hpp"

namespace systole::hw {

/// What crossed the memory side; differences of it are what one kernel did.
struct MemorySideTraffic {
  /// Whether a shared buffer counted what crossed to DRAM; else the engines' own books say it.
  bool at_buffer = false;
  std::array<Bytes, 3> dram_read{};
  std::array<Bytes, 3> dram_written{};
  std::int64_t dram_transactions = 0;
  timing::SharedBufferTiming::Statistics buffer;
  Bytes buffer_dirty = 0;  ///< of blocks that the memory does not have yet
  Bytes interconnect_delivered = 0;
  Bytes interconnect_over_links = 0;
  Cycles interconnect_waited = 0;  ///< network cycles
};
MemorySideTraffic operator-(const MemorySideTraffic& after, const MemorySideTraffic& before);

}  // namespace systole::hw
