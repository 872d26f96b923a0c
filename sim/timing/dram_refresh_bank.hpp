// Per-bank refresh: every tREFIpb one bank of each rank is refreshed, one after the other, while
// the others work.
#pragma once

#include <deque>

#include "timing/dram_refresh.hpp"

namespace systole::timing {

class PerBankRefresh : public DramRefresher {
 public:
  PerBankRefresh(Cycles interval, DramBanks& banks)
      : interval_(interval), banks_(banks), next_due_(interval) {}

  Cycles next_due() const override { return next_due_; }
  void update(Cycles now) override;
  std::optional<DramStep> step(Cycles now) const override;
  void issued(const DramStep& step) override;

 private:
  Cycles interval_;
  DramBanks& banks_;
  Cycles next_due_;
  std::int32_t next_bank_ = 0;     ///< within its rank
  std::deque<std::int32_t> owed_;  ///< banks, the longest due first
};

}  // namespace systole::timing
