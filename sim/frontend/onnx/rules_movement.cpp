// Operators that move elements. Slices and splits are views; what has to copy is counted.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "frontend/onnx/fold.hpp"
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

using workload::VectorKind;

namespace {

using Integers = std::vector<std::int64_t>;

/// What reads and writes other numbers of elements than its operands hold.
void move(StepContext& step, VectorKind kind, std::int64_t read, std::int64_t written) {
  step.work(workload::Vector{kind, 1, written, read, written});
}

/// Axes of one element may stand anywhere: nothing moves.
bool only_moves_ones(const Dims& dims, const std::vector<std::size_t>& order) {
  std::size_t last = 0;
  for (const std::size_t axis : order) {
    if (dims[axis] == 1) continue;
    if (axis < last) return false;
    last = axis;
  }
  return true;
}

std::vector<std::size_t> order_of(const StepContext& step) {
  const std::size_t rank = step.dims().size();
  const Integers* perm = step.list("perm");
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rank; ++i) order.push_back(rank - 1 - i);
  if (perm == nullptr || perm->empty()) return order;
  std::vector<std::size_t> sorted;
  for (const std::int64_t axis : *perm) sorted.push_back(StepContext::axis_of(axis, rank));
  order = sorted;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i)
    if (sorted[i] != i) throw UserError("perm is no permutation");
  if (order.size() != rank)
    throw UserError(fmt::format("perm has {} entries for {} axes", order.size(), rank));
  return order;
}

}  // namespace

void transpose(StepContext& step) {
  const Dims& dims = step.dims();
  const std::vector<std::size_t> order = order_of(step);
  Dims output;
  for (const std::size_t axis : order) output.push_back(dims[axis]);
  step.output(0, output);
  if (step.input(0).origin == Origin::filled) step.origin(Origin::filled);
  if (!only_moves_ones(dims, order)) step.vector(VectorKind::transpose);
  const Constant* known = step.constant(0);
  if (known == nullptr) return;
  View turned;
  const Integers strides = strides_of(dims);
  for (const std::size_t axis : order) turned.strides.push_back(strides[axis]);
  step.known(viewed(*known, turned, output));
}

void concat(StepContext& step) {
  Dims output = step.dims_of_rank(0, 1);
  const std::size_t axis = StepContext::axis_of(step.integer("axis", 1), output.size());
  bool all_known = true;
  bool all_integers = true;
  for (std::size_t i = 0; i < step.input_count(); ++i) {
    const Dims& dims = step.dims(i);
    all_known = all_known && step.constant(i) != nullptr;
    all_integers = all_integers && step.integers(i) != nullptr;
    if (i == 0) continue;
    Dims other = dims;
    if (other.size() == output.size()) other[axis] = output[axis];
    if (other != output)
      throw UserError(
          fmt::format("shapes {} and {} do not line up", to_string(step.dims()), to_string(dims)));
    output[axis] = checked_add(output[axis], dims[axis], "concatenated axis");
  }
  step.output(0, output);
  step.vector(VectorKind::copy);
  if (!all_known || !all_integers || output.size() != 1) return;
  Integers elements;
  for (std::size_t i = 0; i < step.input_count(); ++i)
    elements.insert(elements.end(), step.integers(i)->begin(), step.integers(i)->end());
  if (elements.size() <= kMostConstants) step.known(elements);
}

void split(StepContext& step) {
  const Dims& input = step.dims_of_rank(0, 1);
  const std::size_t axis = StepContext::axis_of(step.integer("axis", 0), input.size());
  const auto parts = static_cast<std::int64_t>(step.output_count());
  Integers sizes;
  if (const Integers* listed = step.list("split")) sizes = *listed;
  if (step.has(1)) sizes = step.known_integers(1, "split");
  const std::int64_t share = ceil_div(input[axis], std::max<std::int64_t>(1, parts));
  for (std::int64_t i = 0, rest = input[axis]; sizes.size() < step.output_count(); ++i) {
    sizes.push_back(std::min(share, rest));
    rest -= sizes.back();
  }
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < step.output_count(); ++i) {
    Dims output = input;
    output[axis] = sizes[i];
    step.output(i, output);
    sum = checked_add(sum, sizes[i], "split sizes");
  }
  if (sum != input[axis])
    throw UserError(fmt::format("parts of {} in all out of {}", sum, input[axis]));
}

namespace {

/// starts, ends, axes and steps are attributes up to version 9, inputs since.
Integers slice_list(const StepContext& step, std::string_view name, std::size_t input) {
  if (const Integers* list = step.list(name)) return *list;
  return step.has(input) ? step.known_integers(input, name) : Integers{};
}

}  // namespace

void slice(StepContext& step) {
  const Dims& input = step.dims();
  if (step.has(1) && step.shape_is_given() &&
      (step.integers(1) == nullptr || step.integers(2) == nullptr))
    return;
  const Integers starts = slice_list(step, "starts", 1);
  const Integers ends = slice_list(step, "ends", 2);
  const Integers axes = slice_list(step, "axes", 3);
  const Integers strides = slice_list(step, "steps", 4);
  if (ends.size() != starts.size() || (!axes.empty() && axes.size() != starts.size()) ||
      (!strides.empty() && strides.size() != starts.size()))
    throw UserError("starts, ends, axes and steps differ in length");
  Dims output = input;
  View view{0, strides_of(input)};
  std::set<std::size_t> cut_axes;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::int64_t asked = axes.empty() ? static_cast<std::int64_t>(i) : axes[i];
    if (input.empty()) throw UserError("a slice of a scalar");
    const std::size_t axis = StepContext::axis_of(asked, input.size());
    if (!cut_axes.insert(axis).second) throw UserError(fmt::format("axis {} is cut twice", axis));
    const Cut cut = cut_of(input[axis], starts[i], ends[i], strides.empty() ? 1 : strides[i]);
    output[axis] = cut.count;
    if (cut.count == 0 || step.constant(0) == nullptr) continue;
    view.offset += cut.start * view.strides[axis];
    view.strides[axis] *= cut.count == 1 ? 1 : cut.stride;
  }
  step.output(0, output);
  if (const Constant* known = step.constant(0)) step.known(viewed(*known, view, output));
}

namespace {

/// Elements of a known list by known indices, which may count from its end.
void fold_gather(StepContext& step) {
  const Constant* data = step.constant(0);
  const Integers* indices = step.integers(1);
  if (data == nullptr || indices == nullptr || step.dims(0).size() != 1) return;
  std::vector<std::size_t> at;
  for (const std::int64_t index : *indices)
    at.push_back(StepContext::axis_of(index, size_of(*data)));
  if (size_of(*data) > 0) step.known(picked(*data, at));
}

}  // namespace

/// One index that is known is a view; rows of a parameter are an embedding.
void gather(StepContext& step) {
  const Dims& data = step.dims_of_rank(0, 1);
  const Dims& indices = step.dims(1);
  const std::size_t axis = StepContext::axis_of(step.integer("axis", 0), data.size());
  Dims output(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(axis));
  output.insert(output.end(), indices.begin(), indices.end());
  output.insert(output.end(), data.begin() + static_cast<std::ptrdiff_t>(axis) + 1, data.end());
  step.output(0, output);
  fold_gather(step);
  if (step.input(1).is_fixed() && elements_of(indices) == 1) return;
  const std::int64_t rows = elements_of(output);
  move(step, step.input(0).is_fixed() ? VectorKind::embedding : VectorKind::gather,
       checked_add(rows, elements_of(indices), "gathered elements"), rows);
}

void gather_elements(StepContext& step) {
  step.output(0, step.dims(1));
  const std::int64_t count = elements_of(step.dims(1));
  move(step, VectorKind::gather, checked_mul(2, count, "gathered elements"), count);
}

void gather_nd(StepContext& step) {
  const Dims& data = step.dims_of_rank(0, 1);
  const Dims& indices = step.dims_of_rank(1, 1);
  const std::int64_t skipped = checked_add(step.integer("batch_dims", 0), indices.back(), "axes");
  if (skipped < 0 || skipped > static_cast<std::int64_t>(data.size()))
    throw UserError(fmt::format("indices of {} into {}", to_string(indices), to_string(data)));
  Dims output(indices.begin(), indices.end() - 1);
  output.insert(output.end(), data.begin() + skipped, data.end());
  step.output(0, output);
  const std::int64_t count = elements_of(output);
  move(step, VectorKind::gather, checked_add(count, elements_of(indices), "gathered elements"),
       count);
}

/// In place: only what changes is written.
void scatter(StepContext& step) {
  step.output(0, step.dims());
  const std::int64_t count = elements_of(step.dims(2));
  move(step, VectorKind::gather, checked_add(count, elements_of(step.dims(1)), "elements"), count);
}

void tile(StepContext& step) {
  Dims output = step.dims();
  if (step.integers(1) == nullptr && step.shape_is_given()) return step.vector(VectorKind::copy);
  const Integers& repeats = step.known_integers(1, "repeats");
  if (repeats.size() != output.size()) throw UserError("repeats do not fit the input's axes");
  for (std::size_t i = 0; i < output.size(); ++i)
    output[i] = checked_mul(output[i], repeats[i], "repeated axis");
  step.output(0, output);
  step.vector(VectorKind::copy);
}

void pad(StepContext& step) {
  Dims output = step.dims();
  if (step.has(1) && step.integers(1) == nullptr && step.shape_is_given())
    return step.vector(VectorKind::copy);
  Integers pads = slice_list(step, "pads", 1);
  if (const Integers* old = step.list("paddings")) pads = *old;
  const Integers axes = slice_list(step, "axes", 3);
  const std::size_t count = axes.empty() ? output.size() : axes.size();
  if (pads.size() != 2 * count) throw UserError("pads do not fit the input's axes");
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t axis = axes.empty() ? i : StepContext::axis_of(axes[i], output.size());
    if (axis >= output.size()) throw UserError("pads do not fit the input's axes");
    output[axis] = checked_add(checked_add(output[axis], pads[i], "padded axis"), pads[i + count],
                               "padded axis");
  }
  const bool changes = output != step.dims();
  step.output(0, output);
  if (changes) step.vector(VectorKind::copy);
}

namespace {

std::int64_t block_of(const StepContext& step) {
  const std::int64_t block = step.integer("blocksize", 0);
  if (block < 1 || block > 4096) throw UserError(fmt::format("blocksize {}", block));
  return block;
}

}  // namespace

void depth_to_space(StepContext& step) {
  const Dims& in = step.dims_of_rank(0, 4);
  const std::int64_t block = block_of(step);
  step.output(0, {in[0], in[1] / (block * block), checked_mul(in[2], block, "height"),
                  checked_mul(in[3], block, "width")});
  step.vector(VectorKind::transpose);
}

void space_to_depth(StepContext& step) {
  const Dims& in = step.dims_of_rank(0, 4);
  const std::int64_t block = block_of(step);
  step.output(0,
              {in[0], checked_mul(in[1], block * block, "channels"), in[2] / block, in[3] / block});
  step.vector(VectorKind::transpose);
}

void copy(StepContext& step) {
  step.output(0, step.dims());
  step.vector(VectorKind::copy);
}

void one_hot(StepContext& step) {
  Dims output = step.dims();
  const std::int64_t depth = step.known_integer(1, "depth");
  const std::size_t axis = StepContext::axis_of(step.integer("axis", -1), output.size() + 1);
  output.insert(output.begin() + static_cast<std::ptrdiff_t>(axis), depth);
  step.output(0, output, step.input(2).element);
  step.vector(VectorKind::copy);
}

/// As many as there may be: what a model finds is not known before it runs.
void non_zero(StepContext& step) {
  const Dims& input = step.dims();
  step.output(0, {static_cast<std::int64_t>(input.size()), elements_of(input)}, int64);
  step.vector(VectorKind::gather);
  step.note("NonZero is taken to find every element");
}

void non_max_suppression(StepContext& step) {
  const Dims& boxes = step.dims_of_rank(0, 3);
  const Dims& scores = step.dims_of_rank(1, 3);
  const Integers* limit = step.integers(2);
  const std::int64_t most = limit == nullptr || limit->empty() ? boxes[1] : limit->front();
  const std::int64_t kept = std::clamp<std::int64_t>(most, 0, boxes[1]);
  step.output(0, {checked_product({scores[0], scores[1], kept}, "boxes"), 3}, int64);
  step.vector(VectorKind::unknown);
  step.note("NonMaxSuppression is taken to keep as many boxes as it may");
}

void grid_sample(StepContext& step) {
  const Dims& grid = step.dims_of_rank(1, 3);
  Dims output = step.dims_of_rank(0, grid.size());
  for (std::size_t i = 2; i < output.size() && i < grid.size(); ++i) output[i] = grid[i - 1];
  step.output(0, output);
  step.vector(VectorKind::gather);
}

}  // namespace systole::frontend::onnx
