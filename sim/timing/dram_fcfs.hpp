// First come, first served: the simplest schedule, to compare others with.
#pragma once

#include "timing/dram_scheduler.hpp"

namespace systole::timing {

/// Only commands of the oldest request are issued.
class Fcfs : public DramScheduler {
 public:
  explicit Fcfs(const DramBanks& banks) : banks_(banks) {}

  std::optional<Pick> pick(const DramQueue& queue, Cycles now,
                           std::optional<std::size_t> overdue) override;

 private:
  const DramBanks& banks_;
};

}  // namespace systole::timing
