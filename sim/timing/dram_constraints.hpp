// A timing set as a table: which command may follow which, where, and how much later. Compiled once
// from a memory's configuration; everything that enforces, probes or explains timings reads this
// table.
//
// JEDEC's distances run between the ends of commands. Here a command stands at its first cycle on
// the command bus, so a distance grows by what the earlier command is longer and shrinks by what
// the later one is.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "config/memory.hpp"
#include "timing/dram_command.hpp"

namespace systole::timing {

/// `after` comes no sooner than `distance` ticks after `before` (after the `window`-th last one of
/// them), if both go to the same part of `level`, or to two different ones of the same parent where
/// `siblings` is set.
struct DramConstraint {
  const char* parameter = "";  ///< the key under `timing`
  DramLevel level = DramLevel::bank;
  DramCommand before = DramCommand::activate;
  DramCommand after = DramCommand::activate;
  Cycles distance = 0;
  int window = 1;
  bool siblings = false;
};

/// The table and what belongs to it. A tick is a clock cycle, or half of one where a command takes
/// half cycles.
struct DramRules {
  Cycles ticks_per_clock = 1;
  Femtoseconds tick_fs = 0;
  std::array<Cycles, kDramCommands> length{};  ///< ticks on the command bus
  std::array<int, kDramCommands> bus{};  ///< 0, or 1 for column commands on a bus of their own
  std::vector<DramConstraint> constraints;
  Cycles read_latency = 0;   ///< ticks from the first of a read command to its last data
  Cycles write_latency = 0;  ///< the same of a write
  Cycles burst = 0;          ///< ticks of data per burst
  Cycles sync = 0;       ///< ticks from a data clock sync to the column command; 0: none is needed
  Cycles sync_hold = 0;  ///< ticks that the data clock runs on after the last data
};

DramRules compile_rules(const config::MemoryConfig& memory);

/// Timing parameters that never decide: wherever they apply, others are at least as strict.
std::vector<std::string> masked_parameters(const config::MemoryConfig& memory);

}  // namespace systole::timing
