// LSTM, GRU and RNN: one layer over a sequence.
#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "frontend/onnx/rules.hpp"

namespace systole::frontend::onnx {

namespace {

/// X is steps x batch x input (layout 1: batch first), W is directions x gates*hidden x input.
void recurrent(StepContext& step, workload::RecurrentKind kind) {
  const Dims& x = step.dims_of_rank(0, 3);
  const Dims& w = step.dims_of_rank(1, 3);
  const Dims& r = step.dims_of_rank(2, 3);
  const bool batch_first = step.integer("layout", 0) != 0;
  workload::Recurrent cell;
  cell.kind = kind;
  cell.steps = x[batch_first ? 1 : 0];
  cell.batch = x[batch_first ? 0 : 1];
  cell.input_size = x[2];
  cell.hidden_size = r[2];
  cell.directions = w[0];
  if (w[1] != checked_mul(cell.gates(), r[2], "gates") || w[2] != x[2])
    throw UserError(fmt::format("weights {} and {} do not fit input {}", to_string(w), to_string(r),
                                to_string(x)));
  const std::int64_t d = cell.directions;
  const std::int64_t h = cell.hidden_size;
  step.output(
      0, batch_first ? Dims{cell.batch, cell.steps, d, h} : Dims{cell.steps, d, cell.batch, h});
  const Dims last = batch_first ? Dims{cell.batch, d, h} : Dims{d, cell.batch, h};
  step.output(1, last);
  step.output(2, last);
  step.work(cell, 0, 1);
}

}  // namespace

void rnn(StepContext& step) { recurrent(step, workload::RecurrentKind::rnn); }
void gru(StepContext& step) { recurrent(step, workload::RecurrentKind::gru); }
void lstm(StepContext& step) { recurrent(step, workload::RecurrentKind::lstm); }

}  // namespace systole::frontend::onnx
