// When an array works on which fold: the one set of equations that the mapper estimates with and
// the matrix unit delays by. The `cycle` level proves them, PE by PE.
//
// Notation of one fold: r rows, c columns, a stream of S elements. The stream starts in cycle s;
// element i reaches row a, column b in cycle s + i + a + b, so the fold's last product is made in
// cycle s + S + r + c - 3.
//
//   weight and input stationary   the stationary operand moves in from the top, one row a cycle: r
//   cycles before s.
//                                 Sums leave below row r: the fold occupies r + S + r + c - 2
//                                 cycles.
//   output stationary             sums stay: S + r + c - 2 cycles, and r more where they leave
//   through the array.
//
// Without any addition this is SCALE-Sim's table (Samajdar et al., ISPASS 2020, section III).
// What may begin when, relative to s of the fold before (a = before, b = next):
//
//   preload of b   double buffer: at s_a (the shadow registers are free once a has taken them over)
//                  else overlap: at s_a + S_a (the top left PE has seen its last element)
//                  else: when a has drained
//   stream of b    after its preload, and
//                  overlap: at s_a + S_a + max(0, r_a - r_b) (sums of b must not overtake those of
//                  a at the exit) else: when a has drained
//   stream of b, output stationary
//                  no overlap: when a's sums are complete, and without double buffer when they have
//                  left overlap, sums leave at once: s_a + S_a overlap, drain, single: s_a + S_a +
//                  r_a (PE in row i is emptied by the drain's shift i + 1) overlap, drain, double:
//                  s_a + S_a, and its sums find the shadow chain empty:
//                                          s_b + S_b >= s_a + S_a + r_a
//                  with a drain, the chain's exit is free: s_b + S_b + r_b >= s_a + S_a + 2 r_a
//   stream of b, always: folds end in order (a small edge fold waits until it cannot overtake a)
#pragma once

#include <optional>

#include "config/chip.hpp"
#include "timing/fold.hpp"
#include "timing/tile_span.hpp"

namespace systole::timing {

class ArrayTimeline {
 public:
  explicit ArrayTimeline(const config::MatrixUnitConfig& unit) : unit_(unit) {}

  /// Runs a tile whose operands are all ready in cycle `ready`.
  TileSpan run(const TileShape& tile, Cycles ready);
  /// Goes on with the single fold in progress: the stream grows by this tile's, nothing is
  /// preloaded.
  TileSpan continue_fold(const TileShape& tile, Cycles ready);
  /// The latest tile takes `cycles` longer, because the array stands still meanwhile.
  void freeze(Cycles cycles, TileSpan& span);
  /// The overhead after the last stream: skew and drain that no further tile hides. 0 when nothing
  /// ran.
  Cycles tail() const;
  /// When everything issued so far has left the array.
  Cycles end() const { return last_ ? end_of(*last_) : 0; }

 private:
  /// The latest fold. `first_start` differs from `start` when its stream came in several tiles.
  struct Latest {
    Fold fold;
    Cycles first_start = 0;
    Cycles start = 0;
  };

  Fold charged(std::int64_t rows, std::int64_t cols, std::int64_t stream) const;
  Cycles preload_cycles(const Fold& fold) const;
  Cycles drained_after(const Fold& fold) const;
  void close(TileSpan& span) const;
  Cycles earliest_preload(const Latest& before) const;
  Cycles earliest_stream(const Latest& before, const Fold& next) const;
  Cycles earliest_stream_stationary_output(const Latest& before, const Fold& next) const;
  Cycles start_after(const Latest& before, const Fold& next) const;
  Cycles interval(const Fold& before, const Fold& next) const;
  Cycles end_of(const Latest& latest) const { return latest.start + drained_after(latest.fold); }
  Cycles intervals_of(const FoldPlan& plan) const;

  config::MatrixUnitConfig unit_;
  std::optional<Latest> last_;
};

/// Cycles of one tile alone on an idle array, at the rate of the type it is described in.
Cycles tile_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit);

}  // namespace systole::timing
