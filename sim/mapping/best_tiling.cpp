#include "mapping/best_tiling.hpp"

#include <algorithm>
#include <limits>

#include "base/checked.hpp"
#include "mapping/replay.hpp"

namespace systole::mapping {

namespace {

constexpr std::size_t kMostFinalists = 32;

/// Closed forms may be wrong by a third where latencies show.
Cycles dearest_finalist(Cycles cheapest) { return cheapest + cheapest / 2; }

/// Tiles that all replays of a problem may walk through together: some three milliseconds.
constexpr std::int64_t kMostReplayedTiles = 6000;

}  // namespace

bool BestTiling::can_win(const Tiling& tiling) const {
  if (finalists_.size() < kMostFinalists) return true;
  return leading_bits(estimator_.least(tiling)) <= std::get<0>(finalists_.back().cost);
}

void BestTiling::offer(const Tiling& tiling) {
  const Estimate estimate = estimator_.estimate(tiling);
  const Cost cost{leading_bits(estimate.cycles), leading_bits(estimate.dram_bytes), estimate.tiles,
                  estimate.cycles};
  if (finalists_.size() == kMostFinalists && cost >= finalists_.back().cost) return;
  const auto place = std::upper_bound(finalists_.begin(), finalists_.end(), cost,
                                      [](const Cost& a, const Finalist& b) { return a < b.cost; });
  finalists_.insert(place, {cost, tiling});
  if (finalists_.size() > kMostFinalists) finalists_.pop_back();
}

std::vector<BestTiling::Finalist> BestTiling::rehearsed() const {
  const Cycles limit = dearest_finalist(std::get<3>(finalists_.front().cost));
  std::vector<Finalist> ranked;
  for (const Finalist& finalist : finalists_) {
    if (std::get<3>(finalist.cost) > limit) continue;
    ranked.push_back(finalist);
    ranked.back().rehearsed = leading_bits(estimator_.rehearse(finalist.tiling));
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Finalist& a, const Finalist& b) { return a.rehearsed < b.rehearsed; });
  return ranked;
}

std::optional<Tiling> BestTiling::found() const {
  if (finalists_.empty()) return std::nullopt;
  const std::vector<Finalist> ranked = rehearsed();
  const Finalist* best = &ranked.front();
  std::int64_t left = kMostReplayedTiles;
  Cycles least = std::numeric_limits<Cycles>::max();
  for (const Finalist& finalist : ranked) {
    left -= std::get<2>(finalist.cost);
    if (left < 0) break;
    const Cycles cycles = replayed(finalist.tiling);
    if (cycles >= least) continue;
    best = &finalist;
    least = cycles;
  }
  return best->tiling;
}

Cycles BestTiling::replayed(const Tiling& tiling) const {
  const GemmPlan plan = gemm_plan(task_.problem, task_.epilogue, tiling, task_.chip);
  return replay(plan, task_.chip) + estimator_.reduction_cycles(tiling);
}

}  // namespace systole::mapping
