// What the hardware measured in one kernel: of every core, and of the chip.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "hw/array_books.hpp"
#include "hw/dma_traffic.hpp"
#include "hw/memory_side_traffic.hpp"
#include "hw/vector_activity.hpp"
#include "result/result.hpp"
#include "timing/power_limit.hpp"

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
  /// Of each core, by number; kernels that are known from an earlier run share it.
  std::shared_ptr<std::vector<result::CoreActivity>> cores;
  // Of the chip, filled in by whoever ran the cores.
  Femtoseconds dram_busy = 0;  ///< of all channels together
  MemorySideTraffic memory_side;

  /// Cores are added in order of their numbers.
  void add(const CoreMeasurement& core);
  /// At the lower clock that the power limit leaves, a kernel takes more of the cycles that are
  /// counted in; what its units do in them stays. Once all cores are added.
  void slow_down(const timing::PowerLimit& power);
};

}  // namespace systole::hw
