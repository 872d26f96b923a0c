// Which refreshes of a channel are owed. Plain state, cheap to copy.
#pragma once

#include <limits>
#include <vector>

#include "config/memory.hpp"
#include "timing/dram_constraints.hpp"

namespace systole::timing {

class DramRefreshClock {
 public:
  DramRefreshClock(const config::MemoryConfig& memory, const DramRules& rules);

  bool per_bank() const { return kind_ == config::DramRefresh::per_bank; }
  Cycles next_due() const { return next_due_; }
  Cycles interval() const { return interval_; }
  /// Counts what falls due until `now`. Returns the ranks' (per bank: the banks') numbers that have
  /// become due.
  std::vector<std::int32_t> update(Cycles now);
  /// Ranks, or banks where refresh is per bank, that are owed one; in the order in which they fell
  /// due.
  const std::vector<std::int32_t>& owed() const { return owed_; }
  /// One is paid. True when the rank or bank owes no other.
  bool pay(std::int32_t number);
  /// Everything that happens from now on happens `ticks` later, except refresh.
  void skip(Cycles ticks) {
    if (next_due_ != kNever) next_due_ -= ticks;
  }
  /// Refreshes that fell due and were carried out while the channel had nothing else to do: all
  /// until `now`.
  std::int64_t catch_up(Cycles now);

  static constexpr Cycles kNever = std::numeric_limits<Cycles>::max();

 private:
  void fall_due(std::vector<std::int32_t>& numbers);

  config::DramRefresh kind_;
  std::int32_t ranks_;
  std::int32_t banks_per_rank_;
  Cycles interval_;
  Cycles next_due_;
  std::int32_t next_bank_ = 0;
  std::vector<std::int32_t> owed_;
};

}  // namespace systole::timing
