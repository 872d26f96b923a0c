#include "mapping/replayed_tiling.hpp"

#include <algorithm>
#include <limits>

namespace systole::mapping {

namespace {

/// What all replays of a problem may do together: some four milliseconds. Turns of few cores are
/// cheaper than those of many.
std::int64_t replay_work(const config::Chip& chip) { return chip.core.count > 32 ? 8000 : 96000; }

/// Leaders whose neighbours are looked at.
constexpr std::size_t kStarts = 8;

/// Hopes count tiles at the far edges as whole ones.
Cycles most_hoped(Cycles hoped) { return hoped - hoped / 12; }

int size_class(const Tiling& tiling) {
  Bytes total = 0;
  for (const program::SlotPlan& plan : tiling.slots) total += 2 * plan.slot_bytes;
  int power = 0;
  while (total >> power > 0) ++power;
  return power;
}

}  // namespace

/// Those that led once, the fastest last, and what is left of the work.
struct ReplayedTiling::Race {
  const Variants& variants;
  std::vector<Replayed> leaders;
  ReplayLimit limit;
  Cycles least() const {
    return leaders.empty() ? std::numeric_limits<Cycles>::max() : leaders.back().cycles;
  }
};

bool ReplayedTiling::can_win(const Tiling& tiling) const {
  if (best_.can_win(tiling)) return true;
  const auto alike = hoped_.find(size_class(tiling));
  return alike == hoped_.end() || !alike->second.is_beyond(best_.estimator().least(tiling));
}

void ReplayedTiling::offer(const Tiling& tiling) {
  best_.offer(tiling);
  hoped_[size_class(tiling)].offer(best_.estimator().hoped(tiling), tiling);
}

std::optional<Tiling> ReplayedTiling::found(const Variants& variants) const {
  const std::vector<Tiling> expected = best_.ranked();
  if (expected.empty()) return std::nullopt;
  Race race{variants, {}, {replay_work(task_.chip)}};
  replay_finalists(expected, race);
  if (race.leaders.empty()) return expected.front();
  climb(race);
  return race.leaders.back().tiling;
}

void ReplayedTiling::replay_finalists(const std::vector<Tiling>& expected, Race& race) const {
  replay_both(expected.front(), race);
  if (race.leaders.empty()) return;  // too large a problem
  for (std::size_t i = 0; i < std::max(expected.size(), Shortlist::kMost); ++i) {
    if (i > 0 && i < expected.size()) replay_both(expected[i], race);
    for (const auto& [size, hoped] : hoped_) {
      if (i < hoped.entries().size()) replay_both(hoped.entries()[i].tiling, race);
    }
  }
}

void ReplayedTiling::replay_both(const Tiling& tiling, Race& race) const {
  replay_one(tiling, race);
  const Tiling deep = race.variants.deepened(tiling);
  if (deep.slots[0].slots > tiling.slots[0].slots) replay_one(deep, race);
}

/// Nothing happens where it would take too long or is no faster than the leader.
void ReplayedTiling::replay_one(const Tiling& tiling, Race& race) const {
  const WaveEstimator& estimator = best_.estimator();
  if (most_hoped(estimator.hoped(tiling).cycles) >= race.least()) return;
  const Cycles after = estimator.reduction_cycles(tiling);
  race.limit.cycles = race.least() - after;
  const GemmPlan plan = gemm_plan(task_.problem, task_.epilogue, tiling, task_.chip);
  const std::optional<Cycles> cycles = replay(plan, task_.chip, race.limit);
  if (cycles) race.leaders.push_back({*cycles + after, tiling});
}

/// From the leader, then from those that led before it; a new leader goes first again.
void ReplayedTiling::climb(Race& race) const {
  std::size_t behind = 0;
  while (behind < std::min(kStarts, race.leaders.size()) && race.limit.work > 0) {
    const std::size_t leaders = race.leaders.size();
    const Tiling from = race.leaders[leaders - 1 - behind].tiling;
    for (const Tiling& neighbour : race.variants.neighbours(from)) replay_both(neighbour, race);
    behind = race.leaders.size() > leaders ? 0 : behind + 1;
  }
}

}  // namespace systole::mapping
