// Which waiting request is served next. One file per policy.
#pragma once

#include <memory>
#include <optional>

#include "timing/dram_banks.hpp"

namespace systole::timing {

class DramScheduler {
 public:
  struct Pick {
    std::size_t position = 0;  ///< in the queue
    DramStep step;
  };

  virtual ~DramScheduler() = default;
  /// The request of `queue` to serve next and the command that it needs; nothing when none may be
  /// served now (banks that are due for refresh, or promised to others). Steps lie at `now` or
  /// later. `overdue` is the position of a request that has waited too long: requests behind it
  /// must not delay it.
  virtual std::optional<Pick> pick(const DramQueue& queue, Cycles now,
                                   std::optional<std::size_t> overdue) = 0;
};

/// `banks` must outlive the scheduler.
std::unique_ptr<DramScheduler> make_dram_scheduler(config::DramScheduling kind,
                                                   const DramBanks& banks);

}  // namespace systole::timing
