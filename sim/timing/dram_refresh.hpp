// Which refreshes are due, and the commands that carry them out. Plain state: the controller asks
// and issues.
#pragma once

#include <memory>
#include <optional>

#include "timing/dram_banks.hpp"

namespace systole::timing {

class DramRefresher {
 public:
  virtual ~DramRefresher() = default;
  /// When the next refresh falls due.
  virtual Cycles next_due() const = 0;
  /// Marks the banks whose refresh is due at `now`.
  virtual void update(Cycles now) = 0;
  /// The next command of a due refresh, the refresh itself or a precharge before it; nothing when
  /// none is due or a bank still owes a request its row.
  virtual std::optional<DramStep> step(Cycles now) const = 0;
  /// Is told of every step that was issued.
  virtual void issued(const DramStep& step) = 0;
};

/// `banks` must outlive the refresher.
std::unique_ptr<DramRefresher> make_dram_refresher(const config::MemoryConfig& memory,
                                                   DramBanks& banks);

}  // namespace systole::timing
