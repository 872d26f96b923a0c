#include "timing/fold.hpp"

#include "base/checked.hpp"

namespace systole::timing {

ArrayView view_of(const TileShape& tile, Dataflow dataflow) {
  switch (dataflow) {
    case Dataflow::weight_stationary:
      return {tile.k, tile.n, tile.m};
    case Dataflow::output_stationary:
      return {tile.m, tile.n, tile.k};
    case Dataflow::input_stationary:
      break;
  }
  return {tile.k, tile.m, tile.n};
}

TileShape tile_of(const ArrayView& view, Dataflow dataflow) {
  switch (dataflow) {
    case Dataflow::weight_stationary:
      return {view.stream, view.cols, view.rows};
    case Dataflow::output_stationary:
      return {view.rows, view.cols, view.stream};
    case Dataflow::input_stationary:
      break;
  }
  return {view.cols, view.stream, view.rows};
}

FoldPlan plan_folds(const TileShape& tile, const config::MatrixUnitConfig& unit) {
  const ArrayView view = view_of(tile, unit.dataflow);
  return {view.rows / unit.rows, view.cols / unit.cols, view.rows % unit.rows,
          view.cols % unit.cols, view.stream};
}

ArrayAccesses accesses_of(const TileShape& tile, const FoldPlan& plan, Dataflow dataflow) {
  const std::int64_t inputs = checked_mul(tile.m, tile.k, "input reads of the array");
  const std::int64_t weights = checked_mul(tile.k, tile.n, "weight reads of the array");
  const std::int64_t outputs = checked_mul(tile.m, tile.n, "output writes of the array");
  const auto times = [](std::int64_t elements, std::int64_t folds) {
    return checked_mul(elements, folds, "SRAM accesses of the array");
  };
  switch (dataflow) {
    case Dataflow::weight_stationary:
      return {times(inputs, plan.col_folds()), weights, times(outputs, plan.row_folds()),
              times(outputs, plan.row_folds() - 1)};
    case Dataflow::output_stationary:
      return {times(inputs, plan.col_folds()), times(weights, plan.row_folds()), outputs, 0};
    case Dataflow::input_stationary:
      break;
  }
  return {inputs, times(weights, plan.col_folds()), times(outputs, plan.row_folds()),
          times(outputs, plan.row_folds() - 1)};
}

}  // namespace systole::timing
