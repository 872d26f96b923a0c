// What the hardware measured in one kernel: of every core, and of the chip.
#pragma once

#include <array>

#include "hw/array_books.hpp"
#include "hw/dma_traffic.hpp"
#include "hw/memory_side_traffic.hpp"
#include "hw/vector_activity.hpp"

namespace systole::hw {

/// What one core did, from its first command to its last stored byte.
struct CoreMeasurement {
  Cycles begin = 0;
  Cycles end = 0;
  ArrayActivity array;
  VectorActivity vector;
  DmaTraffic traffic;
  std::array<Bytes, 3> sram_filled{};
  std::array<Bytes, 3> sram_drained{};
};

/// A kernel lasts as long as the core that takes longest.
struct KernelMeasurement {
  Cycles begin = 0;
  Cycles end = 0;
  std::size_t run = 0;  ///< number of the run that was simulated; an earlier one where it was known
  /// The core that was done last; of several, the one with the lowest number.
  CoreMeasurement last;
  /// All cores: counts and cycles added up, windows of work left out.
  CoreMeasurement all;
  Cycles core_cycles = 0;  ///< from begin to end of each core, added up
  // Of the chip, filled in by whoever ran the cores.
  Femtoseconds dram_busy = 0;  ///< of all channels together
  MemorySideTraffic memory_side;

  /// Cores are added in order of their numbers.
  void add(const CoreMeasurement& core);
};

}  // namespace systole::hw
