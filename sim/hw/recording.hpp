// What a kernel's commands did, when it was simulated: the stuff that timelines are made of. Cycles
// count from the kernel's begin.
#pragma once

#include <array>
#include <vector>

#include "hw/time_buckets.hpp"
#include "program/command.hpp"
#include "timing/dram_command.hpp"

namespace systole::hw {

/// One command on a unit, or, at the level of units, a stretch without a pause.
struct RecordedSlice {
  std::int32_t core = 0;
  program::Queue unit = program::Queue::load;
  /// Transfers that are under way at once stand on lanes of their own.
  std::int16_t lane = 0;
  Operand operand = Operand::input;  ///< of a transfer
  program::Slot slot = 0;            ///< of a transfer; of a tile its output's
  Cycles begin = 0;
  Cycles end = 0;
  /// Bytes of a transfer; m, n, k of a tile; simple, special and reduced of vector work.
  std::array<std::int64_t, 3> size{};
  std::int64_t commands = 1;
};

/// A token that one command waited for and another one gave: indices of slices.
struct RecordedFlow {
  std::int32_t from = 0;
  std::int32_t to = 0;
};

struct RecordedDramCommand {
  Femtoseconds at = 0;
  timing::DramCommand command = timing::DramCommand::activate;
  std::int16_t channel = 0;
  std::int32_t bank = 0;
  std::int32_t row = 0;
};

struct Recording {
  Cycles cycles = 0;  ///< that the kernel took
  std::vector<RecordedSlice> slices;
  std::vector<RecordedFlow> flows;
  std::vector<RecordedDramCommand> dram;
  // Of all cores together.
  TimeBuckets read_bytes;
  TimeBuckets written_bytes;
  TimeBuckets bursts;  ///< in flight
  /// Filled slots by core and operand, of the cores that are shown.
  std::vector<std::array<TimeBuckets, 3>> filled_slots;
  std::int64_t left_out = 0;  ///< commands that there was no room for
};

}  // namespace systole::hw
