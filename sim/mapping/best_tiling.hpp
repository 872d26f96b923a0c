// The best of the tilings that were offered.
#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "mapping/choose_tiling.hpp"
#include "mapping/wave_estimate.hpp"

namespace systole::mapping {

/// Closed forms choose a few finalists, and a rehearsal among those.
class BestTiling {
 public:
  explicit BestTiling(const TilingTask& task)
      : estimator_(task.problem, task.epilogue, task.chip) {}

  /// False where no tiling with this tile can win any more.
  bool can_win(const Tiling& tiling) const;
  void offer(const Tiling& tiling);
  std::optional<Tiling> found() const;
  /// Finalists worth a closer look, the fastest by rehearsal first.
  std::vector<Tiling> ranked() const;
  const WaveEstimator& estimator() const { return estimator_; }

 private:
  /// Among tilings that the equations can hardly tell apart, those with less traffic and fewer
  /// tiles come first.
  using Cost = std::tuple<Cycles, Bytes, std::int64_t, Cycles>;
  struct Finalist {
    Cost cost;
    Tiling tiling;
  };

  WaveEstimator estimator_;
  std::vector<Finalist> finalists_;  ///< the cheapest first
};

}  // namespace systole::mapping
