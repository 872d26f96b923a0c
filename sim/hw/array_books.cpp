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
  stall_of(held_up_by) += span.stall;
  activity_.macs += tile.m * tile.n * tile.k;
  ++activity_.tiles;
  const bool systolic = unit_.kind == config::MatrixUnitKind::systolic;
  measure(tile);
  if (!systolic || !tile.continues) {
    activity_.folds += use_.passes;
    activity_.used_pes_over_folds += use_.used_places;
  }
  add_accesses(tile);
}

Cycles& ArrayBooks::stall_of(program::Queue queue) {
  if (queue == program::Queue::store) return activity_.stall_store;
  return queue == program::Queue::vector ? activity_.stall_vector : activity_.stall_load;
}

void ArrayBooks::measure(const program::Compute& tile) {
  if (tile.m == shape_.m && tile.n == shape_.n && tile.k == shape_.k) return;
  shape_ = shape_of(tile);
  use_ = timing::use_of(shape_, unit_, rules_.dtype);
  accesses_ = timing::accesses_of(shape_, unit_, rules_.dtype);
}

// A tile that goes on with a fold finds the stationary operand in place; sums that stay are written
// once, at the end.
void ArrayBooks::add_accesses(const program::Compute& tile) {
  timing::ArrayAccesses accesses = accesses_;
  const bool systolic = unit_.kind == config::MatrixUnitKind::systolic;
  const bool keeps_sums = !systolic || unit_.dataflow == Dataflow::output_stationary;
  const bool continues = systolic && tile.continues;
  if (continues && unit_.dataflow == Dataflow::weight_stationary) accesses.weight_reads = 0;
  if (continues && unit_.dataflow == Dataflow::input_stationary) accesses.input_reads = 0;
  if (tile.holds && keeps_sums) accesses.output_writes = 0;
  const bool adds = tile.accumulate == program::Accumulate::add && !(continues && keeps_sums);
  activity_.sram_reads[0] += accesses.input_reads;
  activity_.sram_reads[1] += accesses.weight_reads;
  activity_.sram_writes[2] += accesses.output_writes;
  if (rules_.reads_back)
    activity_.sram_reads[2] += accesses.partial_sum_reads + (adds ? tile.m * tile.n : 0);
}

}  // namespace systole::hw
