#include "timing/matrix_timeline.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"

namespace systole::timing {

namespace {

using config::MatrixUnitKind;

std::variant<ArrayTimeline, DotProductTimeline> timeline_of(const config::MatrixUnitConfig& unit) {
  if (unit.kind == MatrixUnitKind::systolic) return ArrayTimeline(unit);
  return DotProductTimeline(unit);
}

}  // namespace

MatrixTimeline::MatrixTimeline(const config::MatrixUnitConfig& unit, DType dtype)
    : dtype_(dtype), rate_(rate_of(unit, dtype)), unit_(timeline_of(unit)) {}

TileShape MatrixTimeline::scaled(const TileShape& tile) const {
  if (rate_.supported()) return scaled_to_rate(tile, rate_);
  throw UserError("the matrix unit of this chip cannot multiply " + std::string(name_of(dtype_)) +
                  " (core.matrix.rates); choose another element type");
}

TileSpan MatrixTimeline::run(const TileShape& tile, Cycles ready) {
  return std::visit([&](auto& unit) { return unit.run(scaled(tile), ready); }, unit_);
}

TileSpan MatrixTimeline::continue_fold(const TileShape& tile, Cycles ready) {
  auto* array = std::get_if<ArrayTimeline>(&unit_);
  return array != nullptr ? array->continue_fold(scaled(tile), ready) : run(tile, ready);
}

void MatrixTimeline::freeze(Cycles cycles, TileSpan& span) {
  std::visit([&](auto& unit) { unit.freeze(cycles, span); }, unit_);
}

Cycles MatrixTimeline::tail() const {
  return std::visit([](const auto& unit) { return unit.tail(); }, unit_);
}

Cycles MatrixTimeline::end() const {
  return std::visit([](const auto& unit) { return unit.end(); }, unit_);
}

Cycles tile_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit, DType dtype) {
  return MatrixTimeline(unit, dtype).run(tile, 0).end;
}

UnitUse use_of(const TileShape& tile, const config::MatrixUnitConfig& unit, DType dtype) {
  const TileShape scaled = scaled_to_rate(tile, rate_of(unit, dtype));
  if (unit.kind == MatrixUnitKind::systolic) {
    const ArrayView view = view_of(scaled, unit.dataflow);
    return {plan_folds(scaled, unit).folds(), view.rows * view.cols};
  }
  return {dot_product_issue_cycles(scaled, unit),
          checked_product({scaled.m, scaled.n, scaled.k}, "multipliers at work")};
}

ArrayAccesses accesses_of(const TileShape& tile, const config::MatrixUnitConfig& unit,
                          DType dtype) {
  if (unit.kind == MatrixUnitKind::systolic) {
    const FoldPlan plan = plan_folds(scaled_to_rate(tile, rate_of(unit, dtype)), unit);
    return accesses_of(tile, plan, unit.dataflow);
  }
  constexpr const char* kWhat = "SRAM accesses of dot-product units";
  return {checked_product({tile.m, tile.k, ceil_div(tile.n, unit.step_n)}, kWhat),
          checked_product({tile.k, tile.n, ceil_div(tile.m, unit.step_m)}, kWhat),
          checked_mul(tile.m, tile.n, kWhat), 0};
}

}  // namespace systole::timing
