#include "timing/dram_refresh_all.hpp"

namespace systole::timing {

AllBankRefresh::AllBankRefresh(Cycles interval, DramBanks& banks)
    : interval_(interval),
      banks_(banks),
      next_due_(interval),
      owed_(static_cast<std::size_t>(banks.topology().ranks()), 0) {}

void AllBankRefresh::update(Cycles now) {
  for (; next_due_ <= now; next_due_ += interval_) {
    for (std::int32_t rank = 0; rank < banks_.topology().ranks(); ++rank) {
      if (++owed_[static_cast<std::size_t>(rank)] == 1) mark(rank, true);
      ++owed_in_all_;
    }
  }
}

void AllBankRefresh::mark(std::int32_t rank, bool due) {
  const std::int32_t first = banks_.topology().first_bank_of_rank(rank);
  for (std::int32_t b = first; b < first + banks_.topology().banks_per_rank(); ++b) {
    banks_.bank(b).refresh_due = due;
  }
}

std::optional<DramStep> AllBankRefresh::step(Cycles now) const {
  std::optional<DramStep> best;
  if (owed_in_all_ == 0) return best;
  for (std::int32_t rank = 0; rank < banks_.topology().ranks(); ++rank) {
    if (owed_[static_cast<std::size_t>(rank)] == 0) continue;
    const auto step = step_of(rank, now);
    if (step && (!best || step->tick < best->tick)) best = step;
  }
  return best;
}

std::optional<DramStep> AllBankRefresh::step_of(std::int32_t rank, Cycles now) const {
  const std::int32_t first = banks_.topology().first_bank_of_rank(rank);
  bool all_closed = true;
  for (std::int32_t b = first; b < first + banks_.topology().banks_per_rank(); ++b) {
    if (banks_.bank(b).promised > 0) return std::nullopt;
    all_closed = all_closed && !banks_.is_open(b);
  }
  return banks_.step(all_closed ? DramCommand::refresh_all : DramCommand::precharge_all, first,
                     now);
}

void AllBankRefresh::issued(const DramStep& step) {
  if (step.command != DramCommand::refresh_all) return;
  const std::int32_t rank = banks_.topology().rank_of(step.bank);
  --owed_in_all_;
  if (--owed_[static_cast<std::size_t>(rank)] == 0) mark(rank, false);
}

}  // namespace systole::timing
