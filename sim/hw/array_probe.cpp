#include "hw/array_probe.hpp"

namespace systole::hw {

namespace {

std::int32_t whole(double value) { return static_cast<std::int32_t>(value); }

}  // namespace

void ArrayProbe::fold_streams(const FoldTag& tag, const TileFold& fold, Cycles preload_start,
                              Cycles start) {
  result::ArrayFold told{fold.row0, fold.col0, fold.rows, fold.cols, fold.stream, 0, start + 1, 0};
  if (fold.dataflow != Dataflow::output_stationary) told.preload_begin = preload_start + 1;
  folds_[tag.fold] = {fold, told};
}

void ArrayProbe::fold_ended(std::int64_t fold, Cycles cycle) {
  const auto found = folds_.find(fold);
  if (found == folds_.end()) return;
  found->second.told.end = cycle + 1;
  if (on_fold) on_fold(found->second.told);
  folds_.erase(found);
}

void ArrayProbe::before_edge(const PeGrid& grid) {
  beat_.pes.clear();
  for (std::int64_t row = 0; row < grid.rows(); ++row) {
    for (std::int64_t col = 0; col < grid.cols(); ++col) {
      beat_.pes.push_back(before_edge(grid, Place{row, col}));
    }
  }
}

void ArrayProbe::after_edge(const PeGrid& grid) {
  auto pe = beat_.pes.begin();
  for (std::int64_t row = 0; row < grid.rows(); ++row) {
    for (std::int64_t col = 0; col < grid.cols(); ++col) {
      after_edge(grid, Place{row, col}, *pe++);
    }
  }
}

void ArrayProbe::end_beat(Cycles cycle) {
  beat_.number = cycle + 1;
  if (on_beat) on_beat(beat_);
  beat_.outputs.clear();
  beat_.sums_leaving = 0;
}

// What is on the wires before the edge is what the PE latches.
result::PeBeat ArrayProbe::before_edge(const PeGrid& grid, const Place& at) const {
  result::PeBeat pe;
  const StreamWord& element = grid.west_of(at.row, at.col);
  if (element.valid) {
    pe.multiplies = true;
    pe.west = whole(element.value);
    name_product(element, at, pe);
  }
  if (grid.keeps_sums()) {
    pe.partner = whole(grid.north_of(at.row, at.col).value);
    pe.before = element.index > 0 ? whole(grid.kept_sum(at.row, at.col)) : 0;
    return pe;
  }
  const SumWord& above = grid.sum_above(at.row, at.col);
  pe.before = above.valid ? whole(above.value) : 0;
  const StationaryWord& preload = grid.preload_of(at.row, at.col);
  pe.loads = preload.valid;
  pe.loaded = whole(preload.value);
  return pe;
}

void ArrayProbe::after_edge(const PeGrid& grid, const Place& at, result::PeBeat& pe) const {
  if (grid.keeps_sums()) {
    pe.after = whole(grid.kept_sum(at.row, at.col));
    pe.held = pe.after;
    pe.holds = pe.settled = pe.multiplies || pe.after != 0;
    return;
  }
  const StationaryWord& held = grid.held(at.row, at.col);
  pe.holds = held.valid;
  pe.held = whole(held.value);
  pe.settled = held.row == at.row;
  pe.partner = pe.multiplies ? pe.held : 0;
  pe.after = whole(grid.sum_of(at.row, at.col).value);
}

void ArrayProbe::name_product(const StreamWord& element, const Place& at,
                              result::PeBeat& pe) const {
  const auto found = folds_.find(element.tag.fold);
  if (found == folds_.end()) return;
  const TileFold& fold = found->second.fold;
  if (at.row >= fold.rows || at.col >= fold.cols) return;
  const timing::TileShape place = timing::tile_of(
      {fold.row0 + at.row, fold.col0 + at.col, fold.stream0 + element.index}, fold.dataflow);
  pe.m = static_cast<std::int32_t>(place.m);
  pe.n = static_cast<std::int32_t>(place.n);
  pe.k = static_cast<std::int32_t>(place.k);
}

}  // namespace systole::hw
