#include "mapping/best_tiling.hpp"

#include <algorithm>

namespace systole::mapping {

namespace {

constexpr std::size_t kMostFinalists = 12;

/// Closed forms may be wrong by a quarter where latencies show.
Cycles dearest_finalist(Cycles cheapest) { return cheapest + cheapest / 4; }

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

std::vector<Tiling> BestTiling::ranked() const {
  if (finalists_.empty()) return {};
  const Cycles limit = dearest_finalist(std::get<3>(finalists_.front().cost));
  std::vector<std::pair<Cycles, const Tiling*>> rehearsed;
  for (const Finalist& finalist : finalists_) {
    if (std::get<3>(finalist.cost) > limit) continue;
    rehearsed.emplace_back(leading_bits(estimator_.rehearse(finalist.tiling)), &finalist.tiling);
  }
  std::stable_sort(rehearsed.begin(), rehearsed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Tiling> tilings;
  for (const auto& [cycles, tiling] : rehearsed) tilings.push_back(*tiling);
  return tilings;
}

std::optional<Tiling> BestTiling::found() const {
  const std::vector<Tiling> tilings = ranked();
  if (tilings.empty()) return std::nullopt;
  return tilings.front();
}

}  // namespace systole::mapping
