// All-bank refresh: every tREFI each rank closes its banks and is refreshed as a whole.
#pragma once

#include "timing/dram_refresh.hpp"

namespace systole::timing {

class AllBankRefresh : public DramRefresher {
 public:
  AllBankRefresh(Cycles interval, DramBanks& banks);

  Cycles next_due() const override { return next_due_; }
  void update(Cycles now) override;
  std::optional<DramStep> step(Cycles now) const override;
  void issued(const DramStep& step) override;

 private:
  void mark(std::int32_t rank, bool due);
  std::optional<DramStep> step_of(std::int32_t rank, Cycles now) const;

  Cycles interval_;
  DramBanks& banks_;
  Cycles next_due_;
  std::vector<std::int64_t> owed_;  ///< per rank
  std::int64_t owed_in_all_ = 0;
};

}  // namespace systole::timing
