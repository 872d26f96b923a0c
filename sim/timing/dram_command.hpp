// The commands of a DRAM and the places they go to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/units.hpp"

namespace systole::timing {

enum class DramCommand : std::uint8_t {
  activate,
  precharge,
  precharge_all,
  read,
  read_precharge,  ///< read with auto-precharge
  write,
  write_precharge,
  refresh_all,
  refresh_bank,
  sync  ///< starts the data clock (CAS with WCK sync of LPDDR5)
};
constexpr std::size_t kDramCommands = 10;
std::string_view name_of(DramCommand command);  ///< ACT, PRE, PREA, RD, RDA ...

constexpr bool is_column(DramCommand command) {
  return command >= DramCommand::read && command <= DramCommand::write_precharge;
}
constexpr bool is_write(DramCommand command) {
  return command == DramCommand::write || command == DramCommand::write_precharge;
}

/// The parts of a channel, from the largest down.
enum class DramLevel : std::uint8_t { pseudo_channel, rank, stack_id, bank_group, bank };
constexpr std::size_t kDramLevels = 5;

/// The smallest part that a command concerns as a whole.
constexpr DramLevel scope_of(DramCommand command) {
  const bool whole_rank = command == DramCommand::precharge_all ||
                          command == DramCommand::refresh_all || command == DramCommand::sync;
  return whole_rank ? DramLevel::rank : DramLevel::bank;
}

/// Where a burst lies within its channel.
struct DramLocation {
  std::int32_t bank = 0;  ///< number within the channel, over all pseudo channels and ranks
  std::int32_t row = 0;
  std::int32_t column = 0;  ///< in bursts

  friend bool operator==(const DramLocation& a, const DramLocation& b) {
    return a.bank == b.bank && a.row == b.row && a.column == b.column;
  }
};

/// One issued command, for timelines.
struct DramCommandRecord {
  Cycles tick = 0;
  DramCommand command = DramCommand::activate;
  int channel = 0;
  DramLocation location;  ///< of whole-rank commands: the rank's first bank
};

}  // namespace systole::timing
