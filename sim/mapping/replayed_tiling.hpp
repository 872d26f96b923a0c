// The best of the tilings that were offered, by replays where the problem is small enough.
#pragma once

#include <functional>

#include "mapping/best_tiling.hpp"
#include "mapping/replay.hpp"
#include "mapping/shortlist.hpp"

namespace systole::mapping {

/// Finalists are those that are expected to be fast, and those that would be if nothing had to
/// wait, for that is where closed forms are wrong. They are replayed, and then the neighbours of the
/// best of them, as long as one is faster. Of large problems the rehearsal decides.
class ReplayedTiling {
 public:
  explicit ReplayedTiling(const TilingTask& task) : task_(task), best_(task) {}

  /// False where no tiling with this tile can win any more.
  bool can_win(const Tiling& tiling) const;
  void offer(const Tiling& tiling);
  /// Tilings that differ from one in a single choice.
  using Neighbours = std::function<std::vector<Tiling>(const Tiling&)>;
  std::optional<Tiling> found(const Neighbours& neighbours) const;

 private:
  struct Replayed {
    Cycles cycles = 0;
    Tiling tiling;
  };
  struct Race;

  void replay_finalists(const std::vector<Tiling>& expected, Race& race) const;
  void replay_one(const Tiling& tiling, Race& race) const;
  void climb(const Neighbours& neighbours, Race& race) const;

  const TilingTask& task_;
  BestTiling best_;
  Shortlist hoped_;
};

}  // namespace systole::mapping
