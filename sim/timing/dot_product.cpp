#include "timing/dot_product.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "timing/matrix_rate.hpp"

namespace systole::timing {

Cycles dot_product_issue_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit) {
  const std::int64_t rows = align_up(tile.m, unit.block_m);
  const std::int64_t columns = align_up(tile.n, unit.block_n);
  const std::int64_t pieces =
      checked_mul(ceil_div(rows, unit.step_m), ceil_div(columns, unit.step_n), "pieces of a tile");
  const std::int64_t pieces_of_a_unit = ceil_div(pieces, unit.units);
  return checked_mul(pieces_of_a_unit, ceil_div(tile.k, unit.step_k), "cycles of a tile");
}

Cycles dot_product_issue_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit,
                                DType dtype) {
  return dot_product_issue_cycles(scaled_to_rate(tile, rate_of(unit, dtype)), unit);
}

Cycles dot_product_wait_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit) {
  Cycles feed = 0;
  if (unit.block_m == 64) {
    const std::int64_t rows = align_up(tile.m, unit.block_m);
    const std::int64_t columns = align_up(tile.n, unit.block_n);
    const std::int64_t wm = std::min<std::int64_t>(64, rows / 2),
                       wn = std::min<std::int64_t>(64, columns / 2);
    const std::int64_t reads = rows * columns * tile.k / wn + rows * columns * tile.k / wm;
    feed = (reads + (rows + columns) * tile.k) / 64;
    feed = std::max<Cycles>(0, feed - dot_product_issue_cycles(tile, unit));
  }
  const Cycles synchronised = feed + ceil_div(tile.k, unit.stage_k) * unit.stage_cycles;
  if (unit.instruction_k == 0) return synchronised;
  const Cycles chain = ceil_div(tile.k, unit.instruction_k) * unit.latency_cycles;
  return synchronised + std::max<Cycles>(0, chain - feed - dot_product_issue_cycles(tile, unit));
}

TileSpan DotProductTimeline::run(const TileShape& tile, Cycles ready) {
  TileSpan span;
  span.begin = worked_ ? std::max(ready, issued_until_) : ready;
  span.stall = worked_ ? span.begin - issued_until_ : 0;
  span.stream = dot_product_issue_cycles(tile, unit_);
  span.overhead = dot_product_wait_cycles(tile, unit_);
  issued_until_ = span.begin + span.stream + span.overhead;
  worked_ = true;
  close(span);
  return span;
}

void DotProductTimeline::freeze(Cycles cycles, TileSpan& span) {
  issued_until_ += cycles;
  span.frozen += cycles;
  close(span);
}

void DotProductTimeline::close(TileSpan& span) const {
  span.consumed = issued_until_;
  span.end = end();
}

}  // namespace systole::timing
