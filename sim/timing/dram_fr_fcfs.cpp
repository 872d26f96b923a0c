#include "timing/dram_fr_fcfs.hpp"

namespace systole::timing {

std::optional<DramScheduler::Pick> FrFcfs::pick(const DramQueue& queue, Cycles now,
                                                std::optional<std::size_t> overdue) {
  ++scan_;
  std::optional<Pick> best;
  const auto& entries = queue.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const DramRequest& request = entries[i].request;
    if (overdue && i > *overdue && request.location.bank == entries[*overdue].request.location.bank)
      continue;
    if (!is_candidate(request)) continue;
    const DramStep step = banks_.step_for(request, now);
    if (best && step.tick >= best->step.tick) continue;
    best = Pick{i, step};
    if (step.tick == now) break;
  }
  return best;
}

bool FrFcfs::is_candidate(const DramRequest& request) {
  const DramBanks::Bank& bank = banks_.bank(request.location.bank);
  if (bank.refresh_due) return false;
  Seen& seen = seen_[static_cast<std::size_t>(request.location.bank)];
  if (seen.scan != scan_) seen = {scan_, false, false};
  const bool hit = bank.open_row == request.location.row;
  if (seen.hit || (!hit && seen.other)) return false;
  (hit ? seen.hit : seen.other) = true;
  return hit || bank.promised == 0;
}

}  // namespace systole::timing
