// Normalisation and softmax: reductions along the last axes, then a scale.
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

using workload::VectorKind;

namespace {

/// Rows are reduced along all axes from `axis` on.
void normalise(StepContext& step, VectorKind kind, std::size_t axis) {
  const Dims& dims = step.dims();
  step.vector(kind, span_of(dims, 0, axis), span_of(dims, axis, dims.size()));
}

void normalise_from_axis(StepContext& step, VectorKind kind) {
  const std::size_t axis =
      StepContext::axis_of(step.integer("axis", -1), step.dims_of_rank(0, 1).size());
  step.output(0, step.dims());
  for (std::size_t i = 1; i < 3; ++i) {  // mean and deviation, where they are asked for
    Dims reduced = step.dims();
    for (std::size_t j = axis; j < reduced.size(); ++j) reduced[j] = 1;
    step.output(i, reduced);
  }
  normalise(step, kind, axis);
}

/// The sum of input and skip is normalised; the sum itself is output 3.
void normalise_sum(StepContext& step, VectorKind kind) {
  const std::size_t last = step.dims_of_rank(0, 1).size() - 1;
  step.output(0, step.dims());
  Dims reduced = step.dims();
  reduced[last] = 1;
  step.output(1, reduced);
  step.output(2, reduced);
  step.output(3, step.dims());
  normalise(step, kind, last);
}

}  // namespace

void batch_normalization(StepContext& step) {
  step.output(0, step.dims_of_rank(0, 2));
  for (std::size_t i = 1; i < step.output_count(); ++i) step.output(i, {step.dims()[1]});
  step.vector(VectorKind::batch_norm);
}

void layer_normalization(StepContext& step) { normalise_from_axis(step, VectorKind::layer_norm); }
void rms_normalization(StepContext& step) { normalise_from_axis(step, VectorKind::rms_norm); }
void skip_layer_normalization(StepContext& step) { normalise_sum(step, VectorKind::layer_norm); }
void skip_rms_normalization(StepContext& step) { normalise_sum(step, VectorKind::rms_norm); }

/// Instance and group normalisation, and those that reduce each image or channel alone.
void instance_normalization(StepContext& step) {
  const std::size_t rank = step.dims_of_rank(0, 2).size();
  step.output(0, step.dims());
  normalise(step, VectorKind::layer_norm, rank > 2 ? 2 : 1);
}

/// Before version 13 everything from the axis on was one row.
void softmax(StepContext& step) {
  const Dims& dims = step.dims_of_rank(0, 1);
  const bool is_old = step.opset() < 13;
  const std::int64_t usual = is_old && dims.size() > 1 ? 1 : -1;
  const std::size_t axis = StepContext::axis_of(step.integer("axis", usual), dims.size());
  const std::int64_t cols = is_old ? span_of(dims, axis, dims.size()) : dims[axis];
  step.output(0, dims);
  step.vector(VectorKind::softmax, cols == 0 ? 0 : elements_of(dims) / cols, cols);
}

}  // namespace systole::frontend::onnx
