#include "timing/array_timeline.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace systole::timing {

namespace {

bool keeps_sums(const config::MatrixUnitConfig& unit) {
  return unit.dataflow == Dataflow::output_stationary;
}

}  // namespace

Fold ArrayTimeline::charged(std::int64_t rows, std::int64_t cols, std::int64_t stream) const {
  if (unit_.edge_folds_shortened) return {rows, cols, stream};
  return {unit_.rows, unit_.cols, stream};
}

Cycles ArrayTimeline::preload_cycles(const Fold& fold) const {
  return keeps_sums(unit_) ? 0 : fold.rows;
}

Cycles ArrayTimeline::drained_after(const Fold& fold) const {
  const bool through_array = keeps_sums(unit_) && unit_.separate_output_drain;
  return fold.stream + fold.rows + fold.cols - 2 + (through_array ? fold.rows : 0);
}

Cycles ArrayTimeline::earliest_preload(const Latest& before) const {
  if (unit_.stationary_double_buffer) return before.first_start;
  if (unit_.fold_overlap) return before.start + before.fold.stream;
  return end_of(before);
}

Cycles ArrayTimeline::earliest_stream(const Latest& before, const Fold& next) const {
  if (keeps_sums(unit_)) return earliest_stream_stationary_output(before, next);
  if (!unit_.fold_overlap) return end_of(before);
  const Cycles exit_conflict = std::max<Cycles>(0, before.fold.rows - next.rows);
  return before.start + before.fold.stream + exit_conflict;
}

Cycles ArrayTimeline::earliest_stream_stationary_output(const Latest& before,
                                                        const Fold& next) const {
  const Fold& fold = before.fold;
  const Cycles streamed = before.start + fold.stream;
  const bool drains = unit_.separate_output_drain;
  const Cycles exit_free = drains ? streamed + 2 * fold.rows - next.stream - next.rows : streamed;
  if (!unit_.fold_overlap) {
    const Cycles sums_complete = streamed + fold.rows + fold.cols - 2;
    return drains && unit_.stationary_double_buffer ? std::max(sums_complete, exit_free)
                                                    : end_of(before);
  }
  if (!drains) return streamed;
  if (!unit_.stationary_double_buffer) return std::max(streamed + fold.rows, exit_free);
  const Cycles chain_free = streamed + fold.rows - next.stream;
  return std::max({streamed, chain_free, exit_free});
}

Cycles ArrayTimeline::start_after(const Latest& before, const Fold& next) const {
  const Cycles in_order = end_of(before) - drained_after(next);
  const Cycles preloaded = keeps_sums(unit_) ? 0 : earliest_preload(before) + preload_cycles(next);
  return std::max({earliest_stream(before, next), preloaded, in_order});
}

Cycles ArrayTimeline::interval(const Fold& before, const Fold& next) const {
  return start_after(Latest{before, 0, 0}, next);
}

// Stream starts follow each other at distances that depend only on neighbouring folds, so the whole
// tile is a sum over the few kinds of neighbours: full-full, full-edge and, at the change of
// columns, last-first.
Cycles ArrayTimeline::intervals_of(const FoldPlan& plan) const {
  const auto along_rows = [&](std::int64_t cols) -> Cycles {
    const Fold full = charged(unit_.rows, cols, plan.stream);
    const Fold edge = charged(plan.edge_rows, cols, plan.stream);
    Cycles sum = 0;
    if (plan.full_row_folds > 1) {
      sum += checked_mul(plan.full_row_folds - 1, interval(full, full), "cycles of a tile");
    }
    if (plan.full_row_folds > 0 && plan.edge_rows > 0) sum += interval(full, edge);
    return sum;
  };
  const std::int64_t first_rows = plan.full_row_folds > 0 ? unit_.rows : plan.edge_rows;
  const std::int64_t last_rows = plan.edge_rows > 0 ? plan.edge_rows : unit_.rows;
  const auto to_next_cols = [&](std::int64_t next_cols) {
    return interval(charged(last_rows, unit_.cols, plan.stream),
                    charged(first_rows, next_cols, plan.stream));
  };

  Cycles sum = 0;
  if (plan.full_col_folds > 0) {
    sum = checked_mul(plan.full_col_folds, along_rows(unit_.cols), "cycles of a tile");
    sum = checked_add(
        sum, checked_mul(plan.full_col_folds - 1, to_next_cols(unit_.cols), "cycles of a tile"),
        "cycles of a tile");
  }
  if (plan.edge_cols > 0) {
    if (plan.full_col_folds > 0) sum += to_next_cols(plan.edge_cols);
    sum = checked_add(sum, along_rows(plan.edge_cols), "cycles of a tile");
  }
  return sum;
}

void ArrayTimeline::close(TileSpan& span) const {
  const Fold& fold = last_->fold;
  span.consumed = last_->start + fold.stream + fold.rows + fold.cols - 2;
  span.end = end();
}

TileSpan ArrayTimeline::run(const TileShape& tile, Cycles ready) {
  const FoldPlan plan = plan_folds(tile, unit_);
  const Fold first = charged(plan.full_row_folds > 0 ? unit_.rows : plan.edge_rows,
                             plan.full_col_folds > 0 ? unit_.cols : plan.edge_cols, plan.stream);
  const Cycles preload = preload_cycles(first);

  TileSpan span;
  Cycles start = ready + preload;
  if (last_) {
    const Cycles unhindered = start_after(*last_, first);
    const Cycles preload_start = std::max(ready, earliest_preload(*last_));
    start = std::max({unhindered, preload_start + preload, ready});
    span.stall = start - unhindered;
    span.overhead = unhindered - last_->start - last_->fold.stream;
  } else {
    span.overhead = preload;
  }
  span.begin = start - preload;

  const Cycles inside = intervals_of(plan);
  const Cycles streamed = checked_mul(plan.folds(), plan.stream, "cycles of a tile");
  const Fold last = charged(plan.edge_rows > 0 ? plan.edge_rows : unit_.rows,
                            plan.edge_cols > 0 ? plan.edge_cols : unit_.cols, plan.stream);
  last_ = Latest{last, start + inside, start + inside};
  span.stream = streamed;
  span.overhead += inside - (streamed - plan.stream);
  close(span);
  return span;
}

TileSpan ArrayTimeline::continue_fold(const TileShape& tile, Cycles ready) {
  if (!last_) throw UserError("a tile continues a fold, but no fold is in progress");
  const std::int64_t stream = view_of(tile, unit_.dataflow).stream;
  const Cycles unhindered = last_->start + last_->fold.stream;
  TileSpan span;
  span.begin = std::max(unhindered, ready);
  span.stall = span.begin - unhindered;
  span.stream = stream;
  last_->start = span.begin;
  last_->fold.stream = stream;
  close(span);
  return span;
}

void ArrayTimeline::freeze(Cycles cycles, TileSpan& span) {
  if (cycles == 0 || !last_) return;
  last_->first_start += cycles;
  last_->start += cycles;
  span.frozen += cycles;
  close(span);
}

Cycles ArrayTimeline::tail() const {
  return last_ ? drained_after(last_->fold) - last_->fold.stream : 0;
}

Cycles tile_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit) {
  return ArrayTimeline(unit).run(tile, 0).end;
}

}  // namespace systole::timing
