#include "timing/dot_product.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "timing/matrix_rate.hpp"

namespace systole::timing {

namespace {

/// Of the type that steps are given for.
constexpr Bytes kElementBytes = 2;
/// A warp keeps the sums of 64 x 64 outputs at most (CUTLASS, media/docs/efficient_gemm.md).
constexpr std::int64_t kWarpSide = 64;
constexpr std::int64_t kWarpsAlongSide = 2;

/// Where kernels multiply whole blocks, their warps read operands from shared memory into
/// registers: each row and column as often as warps lie along the block's other side, once
/// it has been written there.
Cycles feed_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit) {
  if (unit.block_m == 1 || unit.block_n == 1) return 0;
  const std::int64_t rows = align_up(tile.m, unit.block_m);
  const std::int64_t columns = align_up(tile.n, unit.block_n);
  const auto warps_along = [](std::int64_t side) {
    return std::max(kWarpsAlongSide, ceil_div(side, kWarpSide));
  };
  const std::int64_t lines = rows * (1 + warps_along(columns)) + columns * (1 + warps_along(rows));
  const Bytes bytes = checked_product({lines, tile.k, kElementBytes}, "operand bytes");
  return ceil_div(bytes, unit.units * unit.feed_bytes_per_cycle);
}

}  // namespace

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
  const Cycles issue = dot_product_issue_cycles(tile, unit);
  const Cycles chain =
      unit.instruction_k == 0 ? 0 : ceil_div(tile.k, unit.instruction_k) * unit.latency_cycles;
  const Cycles needed = std::max({issue, chain, feed_cycles(tile, unit)});
  return needed - issue + ceil_div(tile.k, unit.stage_k) * unit.stage_cycles;
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
