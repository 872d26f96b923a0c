#include "timing/dram_fcfs.hpp"

namespace systole::timing {

std::optional<DramScheduler::Pick> Fcfs::pick(const DramQueue& queue, Cycles now,
                                              std::optional<std::size_t> /*overdue*/) {
  if (queue.empty()) return std::nullopt;
  const DramRequest& request = queue.entries().front().request;
  const DramBanks::Bank& bank = banks_.bank(request.location.bank);
  const bool hit = bank.open_row == request.location.row;
  if (bank.refresh_due || (!hit && bank.promised > 0)) return std::nullopt;
  return Pick{0, banks_.step_for(request, now)};
}

}  // namespace systole::timing
