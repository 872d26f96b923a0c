#include "report/scalesim_layer.hpp"

#include <algorithm>

namespace systole::report {

using result::MachineFacts;
using result::OperatorResult;

namespace {

/// How many steps the streaming operands take through the array in one fold.
std::int64_t stream_length(const OperatorResult& op) {
  switch (op.dataflow) {
    case Dataflow::output_stationary:
      return op.k;
    case Dataflow::weight_stationary:
      return op.m;
    case Dataflow::input_stationary:
      return op.n;
  }
  return 0;
}

/// The cycle in which the last fold starts.
Cycles last_fold(const OperatorResult& op, const MachineFacts& machine) {
  return std::max<Cycles>(0, op.cycles + 1 - scalesim_fold_cycles(op, machine));
}

/// The operand that is preloaded, row by row, before the other streams.
CycleSpan stationary_span(const OperatorResult& op, const MachineFacts& machine) {
  return {0, last_fold(op, machine) + machine.array_rows - 1};
}

/// The operand that streams into one edge of the array, `lanes` wide and skewed, from cycle `begin`
/// of a fold.
CycleSpan streaming_span(const OperatorResult& op, const MachineFacts& machine, Cycles begin,
                         std::int64_t lanes) {
  return {begin, last_fold(op, machine) + begin + stream_length(op) - 1 + lanes - 1};
}

OperandSpans output_stationary_spans(const OperatorResult& op, const MachineFacts& machine) {
  return {streaming_span(op, machine, 0, machine.array_rows),
          streaming_span(op, machine, 0, machine.array_cols),
          {op.k - 1, op.cycles}};
}

}  // namespace

Cycles scalesim_fold_cycles(const OperatorResult& op, const MachineFacts& machine) {
  const Cycles preload = op.dataflow == Dataflow::output_stationary ? 0 : machine.array_rows;
  return preload + stream_length(op) + machine.array_rows + machine.array_cols - 2;
}

double scalesim_compute_utilization_percent(const OperatorResult& op, const MachineFacts& machine) {
  const Cycles fold = scalesim_fold_cycles(op, machine);
  // With a preload SCALE-Sim also counts the columns' drain, C - 1 cycles, a second time.
  const bool preloaded = op.dataflow != Dataflow::output_stationary;
  const Cycles counted = preloaded ? fold + machine.array_cols - 1 : fold;
  if (counted <= 0) return 0.0;
  return 100.0 * result::mapping_utilization(op.counters, machine) *
         static_cast<double>(stream_length(op)) / static_cast<double>(counted);
}

OperandSpans sram_spans(const OperatorResult& op, const MachineFacts& machine) {
  if (op.dataflow == Dataflow::output_stationary) return output_stationary_spans(op, machine);
  const Cycles rows = machine.array_rows;
  const CycleSpan stationary = stationary_span(op, machine);
  const CycleSpan streaming = streaming_span(op, machine, rows, rows);
  const CycleSpan outputs{2 * rows - 1, op.cycles};
  if (op.dataflow == Dataflow::weight_stationary) return {streaming, stationary, outputs};
  return {stationary, streaming, outputs};
}

OperandSpans dram_spans(const OperatorResult& op, const MachineFacts& machine) {
  const CycleSpan reads{-op.uncounted_first_fill, last_fold(op, machine)};
  const CycleSpan writes{sram_spans(op, machine).ofmap.start, op.cycles + op.uncounted_final_drain};
  return {reads, reads, writes};
}

}  // namespace systole::report
