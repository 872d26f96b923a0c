// Tensor cores and cubes: units that multiply small matrices whole, without skew, fill or drain.
#pragma once

#include "base/terms.hpp"
#include "config/chip.hpp"
#include "timing/fold.hpp"
#include "timing/tile_span.hpp"

namespace systole::timing {

/// Cycles in which the units of a core are given the steps of one tile, k in units of the element
/// type that the steps are given for (scaled_to_rate). Each unit takes whole step_m x step_n pieces
/// of the output and walks along k; the last steps of a piece that is smaller are not filled. The
/// sums are there latency_cycles after the last step.
Cycles dot_product_issue_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit);

/// As above, for a tile of `dtype`.
Cycles dot_product_issue_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit,
                                DType dtype);

/// Cycles of a tile in which no step is issued: instructions that wait for the sums of the one
/// before where there are too few others, and synchronisations between stages of K.
Cycles dot_product_wait_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit);

/// Tiles follow each other through the pipeline: one is issued as soon as the last step of the one
/// before was; its sums leave later, and nobody waits for them but who needs them.
class DotProductTimeline {
 public:
  explicit DotProductTimeline(const config::MatrixUnitConfig& unit) : unit_(unit) {}

  /// Runs a tile whose operands are all ready in cycle `ready`.
  TileSpan run(const TileShape& tile, Cycles ready);
  void freeze(Cycles cycles, TileSpan& span);
  /// Cycles after the last step until its sums have left. 0 when nothing ran.
  Cycles tail() const { return worked_ ? unit_.latency_cycles : 0; }
  Cycles end() const { return issued_until_ + tail(); }

 private:
  void close(TileSpan& span) const;

  config::MatrixUnitConfig unit_;
  bool worked_ = false;
  Cycles issued_until_ = 0;
};

}  // namespace systole::timing
