#include "timing/dram_refresh_clock.hpp"

#include <algorithm>

namespace systole::timing {

using config::DramRefresh;

namespace {

Cycles interval_of(const config::MemoryConfig& memory, const DramRules& rules) {
  const config::DramTimings t = config::resolved(memory);
  const bool per_bank = memory.controller.refresh == DramRefresh::per_bank;
  return (per_bank ? t.trefi_pb : t.trefi) * rules.ticks_per_clock;
}

}  // namespace

DramRefreshClock::DramRefreshClock(const config::MemoryConfig& memory, const DramRules& rules)
    : kind_(memory.controller.refresh),
      ranks_(static_cast<std::int32_t>(memory.organisation.pseudo_channels *
                                       memory.organisation.ranks)),
      banks_per_rank_(static_cast<std::int32_t>(memory.banks_per_rank())),
      interval_(interval_of(memory, rules)),
      next_due_(kind_ == DramRefresh::none ? kNever : interval_) {}

std::vector<std::int32_t> DramRefreshClock::update(Cycles now) {
  std::vector<std::int32_t> numbers;
  for (; next_due_ <= now; next_due_ += interval_) fall_due(numbers);
  return numbers;
}

void DramRefreshClock::fall_due(std::vector<std::int32_t>& numbers) {
  for (std::int32_t rank = 0; rank < ranks_; ++rank) {
    const std::int32_t number = per_bank() ? rank * banks_per_rank_ + next_bank_ : rank;
    numbers.push_back(number);
    owed_.push_back(number);
  }
  if (per_bank()) next_bank_ = (next_bank_ + 1) % banks_per_rank_;
}

bool DramRefreshClock::pay(std::int32_t number) {
  owed_.erase(std::find(owed_.begin(), owed_.end(), number));
  return std::find(owed_.begin(), owed_.end(), number) == owed_.end();
}

std::int64_t DramRefreshClock::catch_up(Cycles now) {
  if (next_due_ > now) return 0;
  const std::int64_t times = (now - next_due_) / interval_ + 1;
  next_due_ += times * interval_;
  if (per_bank()) next_bank_ = static_cast<std::int32_t>((next_bank_ + times) % banks_per_rank_);
  return times * ranks_;
}

}  // namespace systole::timing
