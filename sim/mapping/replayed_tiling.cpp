#include "mapping/replayed_tiling.hpp"

#include <algorithm>
#include <limits>

namespace systole::mapping {

namespace {

/// What all replays of a problem may do together: some three milliseconds.
constexpr std::int64_t kReplayWork = 8000;

}  // namespace

struct ReplayedTiling::Winner {
  std::optional<Tiling> tiling;
  Cycles cycles = std::numeric_limits<Cycles>::max();
};

bool ReplayedTiling::can_win(const Tiling& tiling) const {
  return best_.can_win(tiling) || !hoped_.is_beyond(best_.estimator().least(tiling));
}

void ReplayedTiling::offer(const Tiling& tiling) {
  best_.offer(tiling);
  hoped_.offer(best_.estimator().hoped(tiling), tiling);
}

std::optional<Tiling> ReplayedTiling::found(const Neighbours& neighbours) const {
  const std::vector<Tiling> expected = best_.ranked();
  if (expected.empty()) return std::nullopt;
  const std::vector<Shortlist::Entry>& hoped = hoped_.entries();
  ReplayLimit limit{kReplayWork};
  Winner winner;
  for (std::size_t i = 0; i < std::max(expected.size(), hoped.size()); ++i) {
    if (i < expected.size()) replay_one(expected[i], limit, winner);
    if (!winner.tiling) return expected.front();
    if (i < hoped.size()) replay_one(hoped[i].tiling, limit, winner);
  }
  climb(neighbours, limit, winner);
  return winner.tiling;
}

/// Nothing happens where it would take too long or is no faster than the winner.
void ReplayedTiling::replay_one(const Tiling& tiling, ReplayLimit& limit, Winner& winner) const {
  const Cycles after = best_.estimator().reduction_cycles(tiling);
  limit.cycles = winner.cycles - after;
  const GemmPlan plan = gemm_plan(task_.problem, task_.epilogue, tiling, task_.chip);
  const std::optional<Cycles> cycles = replay(plan, task_.chip, limit);
  if (cycles) winner = {tiling, *cycles + after};
}

void ReplayedTiling::climb(const Neighbours& neighbours, ReplayLimit& limit, Winner& winner) const {
  Cycles before = std::numeric_limits<Cycles>::max();
  while (winner.cycles < before && limit.work > 0) {
    before = winner.cycles;
    for (const Tiling& neighbour : neighbours(*winner.tiling)) replay_one(neighbour, limit, winner);
  }
}

}  // namespace systole::mapping
