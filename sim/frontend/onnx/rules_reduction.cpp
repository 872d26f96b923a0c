// Reductions along axes.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/onnx/fold.hpp"
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

using workload::VectorKind;

namespace {

using Axes = std::set<std::size_t>;

Dims without(const Dims& dims, const Axes& axes, bool keeps) {
  Dims result;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (axes.count(i) == 0) {
      result.push_back(dims[i]);
    } else if (keeps) {
      result.push_back(1);
    }
  }
  return result;
}

/// An attribute up to version 17, an input since; none: all axes, or none at all where the node
/// says so.
Axes reduced_axes(const StepContext& step) {
  const std::size_t rank = step.dims().size();
  const std::vector<std::int64_t>* listed = step.list("axes");
  if (step.has(1)) listed = &step.known_integers(1, "axes");
  Axes axes;
  if (listed == nullptr || listed->empty()) {
    if (step.integer("noop_with_empty_axes", 0) != 0) return axes;
    for (std::size_t i = 0; i < rank; ++i) axes.insert(i);
    return axes;
  }
  for (const std::int64_t axis : *listed) axes.insert(StepContext::axis_of(axis, rank));
  return axes;
}

void reduce_to(StepContext& step, const Dims& output, std::int64_t element) {
  step.output(0, output, element);
  const std::int64_t rows = std::max<std::int64_t>(1, elements_of(output));
  step.vector(VectorKind::reduce, rows, elements_of(step.dims()) / rows);
}

}  // namespace

void reduce(StepContext& step) {
  const Axes axes = reduced_axes(step);
  const Dims output = without(step.dims(), axes, step.integer("keepdims", 1) != 0);
  reduce_to(step, output, step.input(0).element);
  if (step.constant(0) == nullptr || axes.size() != step.dims().size()) return;
  if (auto folded = fold_reduce(step.op_type(), *step.constant(0))) step.known(*std::move(folded));
}

void arg_reduce(StepContext& step) {
  const std::size_t axis =
      StepContext::axis_of(step.integer("axis", 0), step.dims_of_rank(0, 1).size());
  reduce_to(step, without(step.dims(), {axis}, step.integer("keepdims", 1) != 0), int64);
}

void cumulative(StepContext& step) {
  step.output(0, step.dims());
  step.vector(VectorKind::reduce);
}

void top_k(StepContext& step) {
  const Dims& input = step.dims_of_rank(0, 1);
  const std::size_t axis = StepContext::axis_of(step.integer("axis", -1), input.size());
  if (step.has(1) && step.integers(1) == nullptr && step.shape_is_given())
    return step.vector(VectorKind::top_k);
  const std::int64_t kept = step.has(1) ? step.known_integer(1, "k") : step.integer("k", 1);
  if (kept < 0 || kept > input[axis])
    throw UserError(fmt::format("the {} largest of {}", kept, input[axis]));
  Dims output = input;
  output[axis] = kept;
  step.output(0, output);
  step.output(1, output, int64);
  const std::int64_t cols = std::max<std::int64_t>(1, input[axis]);
  step.vector(VectorKind::top_k, elements_of(input) / cols, cols);
}

}  // namespace systole::frontend::onnx
