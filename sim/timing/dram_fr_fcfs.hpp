// First ready, first come first served (Rixner et al., ISCA 2000).
#pragma once

#include <vector>

#include "timing/dram_scheduler.hpp"

namespace systole::timing {

/// Among all commands that waiting requests need next, the one that becomes legal first; of
/// several, that of the oldest request. A row is not closed while an older request still hits it.
class FrFcfs : public DramScheduler {
 public:
  explicit FrFcfs(const DramBanks& banks)
      : banks_(banks), seen_(static_cast<std::size_t>(banks.topology().banks()), Seen{}) {}

  std::optional<Pick> pick(const DramQueue& queue, Cycles now,
                           std::optional<std::size_t> overdue) override;

 private:
  /// What the scan has met at a bank. Of several requests that need the same command only the
  /// oldest matters.
  struct Seen {
    std::uint64_t scan = 0;
    bool hit = false;
    bool other = false;
  };

  bool is_candidate(const DramRequest& request);

  const DramBanks& banks_;
  std::vector<Seen> seen_;
  std::uint64_t scan_ = 0;
};

}  // namespace systole::timing
