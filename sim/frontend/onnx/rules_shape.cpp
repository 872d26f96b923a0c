// Views, constants and shape arithmetic: all free.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "frontend/onnx/fold.hpp"
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

namespace {

using Integers = std::vector<std::int64_t>;

/// The same elements in another shape.
void view(StepContext& step, Dims dims) {
  step.output(0, std::move(dims));
  if (const Constant* known = step.constant(0)) step.known(*known);
  if (step.input(0).origin == Origin::filled) step.origin(Origin::filled);
}

/// The shape comes from an input that nothing but the running model knows, and the file says what
/// it will be.
bool waits_for(const StepContext& step, std::size_t input) {
  return step.has(input) && step.integers(input) == nullptr && step.shape_is_given();
}

/// Axes stand in an attribute up to version 12, in an input since.
std::optional<Integers> listed_axes(const StepContext& step) {
  if (const Integers* list = step.list("axes")) return *list;
  if (!step.has(1)) return std::nullopt;
  return step.known_integers(1, "axes");
}

/// A tensor, or the attributes value_int, value_floats and so on.
void constant_from_attribute(StepContext& step) {
  if (const Attribute* one = step.attribute("value_int")) {
    step.output(0, {}, int64);
    step.known(Integers{one->integer});
  } else if (const Attribute* list = step.attribute("value_ints")) {
    step.output(0, {static_cast<std::int64_t>(list->integers.size())}, int64);
    step.known(list->integers);
  } else if (const Attribute* real = step.attribute("value_float")) {
    step.output(0, {}, float32);
    step.known(std::vector<double>{real->real});
  } else if (const Attribute* reals = step.attribute("value_floats")) {
    step.output(0, {static_cast<std::int64_t>(reals->reals.size())}, float32);
    step.known(reals->reals);
  } else {
    step.output(0, {}, string);
  }
}

}  // namespace

void constant(StepContext& step) {
  step.origin(Origin::constant);
  const Attribute* value = step.attribute("value");
  if (value == nullptr) value = step.attribute("sparse_value");
  if (value == nullptr || !value->tensor) return constant_from_attribute(step);
  step.output(0, value->tensor->dims, value->tensor->element);
  if (value->tensor->data) step.known(*value->tensor->data);
}

void constant_of_shape(StepContext& step) {
  const Attribute* value = step.attribute("value");
  const bool is_typed = value != nullptr && value->tensor;
  const std::int64_t element = is_typed ? value->tensor->element : std::int64_t{float32};
  step.origin(Origin::filled);
  if (waits_for(step, 0)) return;
  const Dims dims = step.known_integers(0, "shape");
  step.output(0, dims, element);
  const Constant zero = is_float(element) ? Constant(std::vector<double>{0}) : Integers{0};
  const Constant& filler = is_typed && value->tensor->data ? *value->tensor->data : zero;
  if (size_of(filler) != 1) return;
  if (auto filled = broadcast_to({filler, {1}}, dims)) step.known(*std::move(filled));
}

/// Another name for the same value.
void identity(StepContext& step) {
  view(step, step.dims());
  step.origin(step.input(0).origin);
}

void shape(StepContext& step) {
  const Dims& dims = step.dims();
  const auto rank = static_cast<std::int64_t>(dims.size());
  const auto clamped = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  const std::int64_t first = clamped(step.integer("start", 0));
  const std::int64_t last = std::max(first, clamped(step.integer("end", rank)));
  step.output(0, {last - first}, int64);
  step.known(Integers(dims.begin() + first, dims.begin() + last));
}

void size(StepContext& step) {
  step.output(0, {}, int64);
  step.known(Integers{elements_of(step.dims())});
}

/// 0 keeps an axis, one -1 takes what is left.
void reshape(StepContext& step) {
  if (waits_for(step, 1)) return;
  const Integers* asked = step.list("shape");
  Dims dims = asked != nullptr && !step.has(1) ? *asked : step.known_integers(1, "shape");
  const Dims& input = step.dims();
  const std::int64_t elements = elements_of(input);
  const bool keeps = step.integer("allowzero", 0) == 0;
  std::int64_t rest = 1;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 0 && keeps && i < input.size()) dims[i] = input[i];
    if (dims[i] == -1 && open) throw UserError("two axes of -1");
    if (dims[i] == -1) {
      open = i;
    } else {
      rest = checked_mul(rest, dims[i], "elements of a tensor");
    }
  }
  if (open) dims[*open] = rest == 0 ? 0 : elements / rest;
  if (std::any_of(dims.begin(), dims.end(), [](std::int64_t dim) { return dim < 0; }) ||
      elements_of(dims) != elements)
    throw UserError(
        fmt::format("{} elements {} do not fit {}", elements, to_string(input), to_string(dims)));
  view(step, dims);
}

void flatten(StepContext& step) {
  const Dims& dims = step.dims();
  const auto rank = static_cast<std::int64_t>(dims.size());
  const std::int64_t asked = step.integer("axis", 1);
  const std::int64_t axis = asked < 0 ? asked + rank : asked;
  if (axis < 0 || axis > rank) throw UserError(fmt::format("axis {} of {} axes", asked, rank));
  const auto at = static_cast<std::size_t>(axis);
  view(step, {span_of(dims, 0, at), span_of(dims, at, dims.size())});
}

void squeeze(StepContext& step) {
  if (waits_for(step, 1)) return;
  const Dims& dims = step.dims();
  const auto listed = listed_axes(step);
  std::set<std::size_t> axes;
  if (listed) {
    for (const std::int64_t axis : *listed) axes.insert(StepContext::axis_of(axis, dims.size()));
  }
  Dims result;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (axes.count(i) > 0 && dims[i] != 1)
      throw UserError(fmt::format("axis {} of {} is not 1", i, to_string(dims)));
    if (listed ? axes.count(i) == 0 : dims[i] != 1) result.push_back(dims[i]);
  }
  view(step, result);
}

void unsqueeze(StepContext& step) {
  if (waits_for(step, 1)) return;
  const Dims& dims = step.dims();
  const Integers listed = listed_axes(step).value_or(Integers{});
  const std::size_t rank = dims.size() + listed.size();
  std::set<std::size_t> axes;
  for (const std::int64_t axis : listed) axes.insert(StepContext::axis_of(axis, rank));
  if (axes.size() != listed.size()) throw UserError("an axis is listed twice");
  Dims result;
  for (std::size_t i = 0, from = 0; i < rank; ++i)
    result.push_back(axes.count(i) > 0 ? 1 : dims[from++]);
  view(step, result);
}

/// Whoever reads it broadcasts.
void expand(StepContext& step) {
  if (waits_for(step, 1)) return;
  const Dims dims = broadcast_dims(step.dims(), step.known_integers(1, "shape"));
  step.output(0, dims);
  if (const Constant* known = step.constant(0)) {
    if (auto wide = broadcast_to({*known, step.dims()}, dims)) step.known(*std::move(wide));
  }
}

void range(StepContext& step) {
  const auto number = [&](std::size_t i) -> std::optional<double> {
    const Constant* known = step.constant(i);
    if (known == nullptr || size_of(*known) != 1) return std::nullopt;
    return std::get<std::vector<double>>(as_reals(*known)).front();
  };
  const auto start = number(0);
  const auto limit = number(1);
  const auto delta = number(2);
  if (!start || !limit || !delta) {
    if (step.shape_is_given()) return;
    throw UserError("its limits are not known before the model runs, so the output has no shape");
  }
  const double count = std::max(0.0, std::ceil((*limit - *start) / *delta));
  if (!(count <= static_cast<double>(workload::kMaxDimension)))
    throw UserError(fmt::format("from {} to {} by {}", *start, *limit, *delta));
  step.output(0, {static_cast<std::int64_t>(count)});
  step.origin(Origin::derived);
  if (is_float(step.input(0).element) || count > static_cast<double>(kMostConstants)) return;
  Integers elements;
  for (int i = 0; i < static_cast<int>(count); ++i)
    elements.push_back(static_cast<std::int64_t>(*start + i * *delta));
  step.known(elements);
}

void random_like(StepContext& step) {
  step.output(0, step.dims(), step.integer("dtype", step.input(0).element));
  step.vector(workload::VectorKind::elementwise);
}

void random_of_shape(StepContext& step) {
  const Integers* dims = step.list("shape");
  step.output(0, dims == nullptr ? Dims{} : *dims, step.integer("dtype", float32));
  step.vector(workload::VectorKind::elementwise);
}

}  // namespace systole::frontend::onnx
