// The banks of one channel: which row is open, which command a request needs next, and when that is
// legal.
#pragma once

#include <vector>

#include "timing/dram_queue.hpp"
#include "timing/dram_timing.hpp"

namespace systole::timing {

/// A command that could be issued, and from when on.
struct DramStep {
  DramCommand command = DramCommand::activate;
  std::int32_t bank = 0;
  Cycles tick = 0;
};

class DramBanks {
 public:
  static constexpr std::int32_t kClosed = -1;

  struct Bank {
    std::int32_t open_row = kClosed;
    std::int32_t promised =
        0;  ///< requests that opened this row and have not been served from it yet
    bool refresh_due = false;  ///< only what was promised is served before the refresh
    Cycles last_use = 0;
  };

  DramBanks(const DramRules& rules, const DramTopology& topology);

  const DramRules& rules() const { return rules_; }
  const DramTopology& topology() const { return topology_; }
  const Bank& bank(std::int32_t number) const { return banks_[static_cast<std::size_t>(number)]; }
  Bank& bank(std::int32_t number) { return banks_[static_cast<std::size_t>(number)]; }
  bool is_open(std::int32_t number) const { return bank(number).open_row != kClosed; }

  /// The next command that a request needs: its own, or a precharge, activate or data clock sync
  /// before it. Not before `now`.
  DramStep step_for(const DramRequest& request, Cycles now) const;
  /// The same for any command.
  DramStep step(DramCommand command, std::int32_t bank, Cycles now) const;

  /// Issues at the step's tick. `row` is the row that an activate opens.
  void issue(const DramStep& step, std::int32_t row);

 private:
  DramStep with_sync(const DramStep& column, Cycles now) const;
  void close_rank(std::int32_t rank);

  const DramRules& rules_;
  const DramTopology& topology_;
  DramTiming timing_;
  std::vector<Bank> banks_;
  std::vector<Cycles> clock_until_;  ///< per rank: the data clock runs until then
};

}  // namespace systole::timing
