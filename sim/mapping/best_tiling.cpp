#include "mapping/best_tiling.hpp"

namespace systole::mapping {

bool BestTiling::can_win(const Tiling& tiling) const {
  return !best_ || leading_bits(estimator_.least(tiling)) <= std::get<0>(cost_);
}

void BestTiling::offer(const Tiling& tiling) {
  const Estimate estimate = estimator_.estimate(tiling);
  const Cost cost{leading_bits(estimate.cycles), leading_bits(estimate.dram_bytes), estimate.tiles,
                  estimate.cycles};
  if (best_ && cost >= cost_) return;
  best_ = tiling;
  cost_ = cost;
}

}  // namespace systole::mapping
