// The best of the tilings that were offered, by replays where the problem is small enough.
#pragma once

#include <functional>
#include <map>

#include "mapping/best_tiling.hpp"
#include "mapping/replay.hpp"
#include "mapping/shortlist.hpp"

namespace systole::mapping {

/// Finalists are those that are expected to be fast, and those that would be if nothing had to
/// wait, for that is where closed forms are wrong. Of the latter there are some for every size of
/// tile, so that a larger operand memory brings more finalists and takes none away. They are
/// replayed, and then the neighbours of the best of them, as long as one is faster. Of large
/// problems the rehearsal decides.
class ReplayedTiling {
 public:
  explicit ReplayedTiling(const TilingTask& task) : task_(task), best_(task) {}

  /// False where no tiling with this tile can win any more.
  bool can_win(const Tiling& tiling) const;
  void offer(const Tiling& tiling);
  struct Variants {
    /// The same with as many stages of loads as fit.
    std::function<Tiling(const Tiling&)> deepened;
    /// Tilings that differ from one in a single choice.
    std::function<std::vector<Tiling>(const Tiling&)> neighbours;
  };
  std::optional<Tiling> found(const Variants& variants) const;

 private:
  struct Replayed {
    Cycles cycles = 0;
    Tiling tiling;
  };
  struct Race;

  void replay_finalists(const std::vector<Tiling>& expected, Race& race) const;
  void replay_both(const Tiling& tiling, Race& race) const;
  void replay_one(const Tiling& tiling, Race& race) const;
  void climb(Race& race) const;

  const TilingTask& task_;
  BestTiling best_;
  std::map<int, Shortlist> hoped_;  ///< by the power of two that a tile's slots fit
};

}  // namespace systole::mapping
