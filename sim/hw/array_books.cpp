#include "hw/array_books.hpp"

namespace systole::hw {

namespace {

timing::TileShape shape_of(const program::Compute& tile) { return {tile.m, tile.n, tile.k}; }

}  // namespace

void ArrayBooks::add(const program::Compute& tile, const timing::TileSpan& span,
                     program::Queue held_up_by) {
  if (!activity_.worked) activity_.begin = span.begin;
  activity_.worked = true;
  activity_.stream += span.stream;
  activity_.overhead += span.overhead;
  activity_.stall_bank += span.frozen;
  const bool by_store = held_up_by == program::Queue::store;
  (by_store ? activity_.stall_store : activity_.stall_load) += span.stall;
  activity_.macs += tile.m * tile.n * tile.k;
  ++activity_.tiles;
  if (!tile.continues) add_folds(tile);
  add_accesses(tile);
}

void ArrayBooks::add_folds(const program::Compute& tile) {
  const timing::ArrayView view = timing::view_of(shape_of(tile), unit_.dataflow);
  activity_.folds += timing::plan_folds(shape_of(tile), unit_).folds();
  activity_.used_pes_over_folds += view.rows * view.cols;
}

// A tile that goes on with a fold finds the stationary operand in place; sums that stay are written
// once, at the end.
void ArrayBooks::add_accesses(const program::Compute& tile) {
  timing::ArrayAccesses accesses = timing::accesses_of(shape_of(tile), unit_);
  const bool keeps_sums = unit_.dataflow == Dataflow::output_stationary;
  if (tile.continues && unit_.dataflow == Dataflow::weight_stationary) accesses.weight_reads = 0;
  if (tile.continues && unit_.dataflow == Dataflow::input_stationary) accesses.input_reads = 0;
  if (tile.holds && keeps_sums) accesses.output_writes = 0;
  const bool adds = tile.accumulate == program::Accumulate::add && !(tile.continues && keeps_sums);
  activity_.sram_reads[0] += accesses.input_reads;
  activity_.sram_reads[1] += accesses.weight_reads;
  activity_.sram_writes[2] += accesses.output_writes;
  if (reads_back_)
    activity_.sram_reads[2] += accesses.partial_sum_reads + (adds ? tile.m * tile.n : 0);
}

}  // namespace systole::hw
