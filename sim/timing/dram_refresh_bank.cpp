#include "timing/dram_refresh_bank.hpp"

#include <algorithm>

namespace systole::timing {

void PerBankRefresh::update(Cycles now) {
  const DramTopology& topology = banks_.topology();
  for (; next_due_ <= now; next_due_ += interval_) {
    for (std::int32_t rank = 0; rank < topology.ranks(); ++rank) {
      const std::int32_t bank = topology.first_bank_of_rank(rank) + next_bank_;
      banks_.bank(bank).refresh_due = true;
      owed_.push_back(bank);
    }
    next_bank_ = (next_bank_ + 1) % topology.banks_per_rank();
  }
}

std::optional<DramStep> PerBankRefresh::step(Cycles now) const {
  std::optional<DramStep> best;
  for (const std::int32_t bank : owed_) {
    if (banks_.bank(bank).promised > 0) continue;
    const DramCommand command =
        banks_.is_open(bank) ? DramCommand::precharge : DramCommand::refresh_bank;
    const DramStep step = banks_.step(command, bank, now);
    if (!best || step.tick < best->tick) best = step;
  }
  return best;
}

void PerBankRefresh::issued(const DramStep& step) {
  if (step.command != DramCommand::refresh_bank) return;
  owed_.erase(std::find(owed_.begin(), owed_.end(), step.bank));
  const bool owed_again = std::find(owed_.begin(), owed_.end(), step.bank) != owed_.end();
  banks_.bank(step.bank).refresh_due = owed_again;
}

}  // namespace systole::timing
