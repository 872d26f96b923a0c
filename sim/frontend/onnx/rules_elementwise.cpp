// Work on each element by itself.
#include "base/error.hpp"
#include "frontend/onnx/fold.hpp"
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

using workload::VectorKind;

namespace {

void elementwise(StepContext& step, VectorKind kind) {
  step.output(0, step.dims());
  step.vector(kind);
  if (const Constant* known = step.constant(0)) {
    if (auto folded = fold_unary(step.op_type(), *known)) step.known(*std::move(folded));
  }
}

Dims broadcast_all(const StepContext& step) {
  Dims dims = step.dims();
  for (std::size_t i = 1; i < step.input_count(); ++i)
    if (step.has(i)) dims = broadcast_dims(dims, step.dims(i));
  return dims;
}

Known known_input(const StepContext& step, std::size_t i) {
  return {*step.constant(i), step.dims(i)};
}

void fold_inputs(StepContext& step, const Dims& dims) {
  if (step.input_count() == 2 && step.constant(0) != nullptr && step.constant(1) != nullptr) {
    auto folded = fold_binary(step.op_type(), known_input(step, 0), known_input(step, 1), dims);
    if (folded) step.known(*std::move(folded));
  }
}

void broadcast_as(StepContext& step, VectorKind kind, std::int64_t element) {
  const Dims dims = broadcast_all(step);
  step.output(0, dims, element);
  step.vector(kind);
  fold_inputs(step, dims);
}

}  // namespace

void unary(StepContext& step) { elementwise(step, VectorKind::elementwise); }
void relu(StepContext& step) { elementwise(step, VectorKind::relu); }
void gelu(StepContext& step) { elementwise(step, VectorKind::gelu); }
void silu(StepContext& step) { elementwise(step, VectorKind::silu); }
void sigmoid(StepContext& step) { elementwise(step, VectorKind::sigmoid); }
void tanh(StepContext& step) { elementwise(step, VectorKind::tanh); }
void exp(StepContext& step) { elementwise(step, VectorKind::exp); }

/// What keeps all from zero upwards is ReLU or ReLU6.
void clip(StepContext& step) {
  const Constant* low = step.constant(1);
  const bool starts_at_zero = low == nullptr
                                  ? step.attribute("min") != nullptr && step.real("min", 0) == 0
                                  : as_reals(*low) == Constant(std::vector<double>{0});
  elementwise(step, starts_at_zero ? VectorKind::relu : VectorKind::elementwise);
}

void add(StepContext& step) { broadcast_as(step, VectorKind::add, step.input(0).element); }
void multiply(StepContext& step) {
  broadcast_as(step, VectorKind::multiply, step.input(0).element);
}
void broadcast(StepContext& step) {
  broadcast_as(step, VectorKind::elementwise, step.input(0).element);
}
void bias_gelu(StepContext& step) { broadcast_as(step, VectorKind::gelu, step.input(0).element); }

void comparison(StepContext& step) {
  if (step.op_type() != "Where") return broadcast_as(step, VectorKind::elementwise, boolean);
  const Dims dims = broadcast_all(step);
  step.output(0, dims, step.input(1).element);
  step.vector(VectorKind::elementwise);
  if (step.constant(0) == nullptr || step.constant(1) == nullptr || step.constant(2) == nullptr)
    return;
  auto folded = fold_where(known_input(step, 0), known_input(step, 1), known_input(step, 2), dims);
  if (folded) step.known(*std::move(folded));
}

/// Nothing happens at inference.
void dropout(StepContext& step) {
  step.output(0, step.dims());
  step.output(1, step.dims(), boolean);
  if (const Constant* known = step.constant(0)) step.known(*known);
}

void cast(StepContext& step) {
  const std::int64_t from = step.input(0).element;
  const std::int64_t to =
      step.op_type() == "CastLike" ? step.input(1).element : step.integer("to", from);
  step.output(0, step.dims(), to);
  if (to != from) step.vector(VectorKind::elementwise);
  if (const Constant* known = step.constant(0))
    step.known(is_float(to) ? as_reals(*known) : as_integers(*known));
}

}  // namespace systole::frontend::onnx
