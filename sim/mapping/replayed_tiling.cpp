#include "mapping/replayed_tiling.hpp"

#include <algorithm>
#include <limits>

namespace systole::mapping {

namespace {

/// What all replays of a problem may do together: some three milliseconds.
constexpr std::int64_t kReplayWork = 12000;

/// Leaders whose neighbours are looked at.
constexpr std::size_t kStarts = 3;

}  // namespace

/// Those that led once, the fastest last, and what is left of the work.
struct ReplayedTiling::Race {
  std::vector<Replayed> leaders;
  ReplayLimit limit;
  Cycles least() const {
    return leaders.empty() ? std::numeric_limits<Cycles>::max() : leaders.back().cycles;
  }
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
  Race race;
  race.limit.work = kReplayWork;
  replay_finalists(expected, race);
  if (race.leaders.empty()) return expected.front();
  climb(neighbours, race);
  return race.leaders.back().tiling;
}

void ReplayedTiling::replay_finalists(const std::vector<Tiling>& expected, Race& race) const {
  const std::vector<Shortlist::Entry>& hoped = hoped_.entries();
  for (std::size_t i = 0; i < std::max(expected.size(), hoped.size()); ++i) {
    if (i < expected.size()) replay_one(expected[i], race);
    if (race.leaders.empty()) return;  // too large a problem
    if (i < hoped.size()) replay_one(hoped[i].tiling, race);
  }
}

/// Nothing happens where it would take too long or is no faster than the leader.
void ReplayedTiling::replay_one(const Tiling& tiling, Race& race) const {
  const Cycles after = best_.estimator().reduction_cycles(tiling);
  race.limit.cycles = race.least() - after;
  const GemmPlan plan = gemm_plan(task_.problem, task_.epilogue, tiling, task_.chip);
  const std::optional<Cycles> cycles = replay(plan, task_.chip, race.limit);
  if (cycles) race.leaders.push_back({*cycles + after, tiling});
}

/// From the leader, then from those that led before it; a new leader goes first again.
void ReplayedTiling::climb(const Neighbours& neighbours, Race& race) const {
  std::size_t behind = 0;
  while (behind < std::min(kStarts, race.leaders.size()) && race.limit.work > 0) {
    const std::size_t leaders = race.leaders.size();
    const Tiling from = race.leaders[leaders - 1 - behind].tiling;
    for (const Tiling& neighbour : neighbours(from)) replay_one(neighbour, race);
    behind = race.leaders.size() > leaders ? 0 : behind + 1;
  }
}

}  // namespace systole::mapping
