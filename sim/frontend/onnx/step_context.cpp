#include "frontend/onnx/step_context.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "frontend/onnx/fold.hpp"

namespace systole::frontend::onnx {

const Value& StepContext::input(std::size_t i) const {
  if (!has(i)) throw UserError(fmt::format("input {} is missing", i));
  return network_.values[step().inputs[i]];
}

const Dims& StepContext::dims_of_rank(std::size_t i, std::size_t least) const {
  const Dims& shape = dims(i);
  if (shape.size() >= least) return shape;
  throw UserError(
      fmt::format("input {} has shape {}, expected at least {} axes", i, to_string(shape), least));
}

const Constant* StepContext::constant(std::size_t i) const {
  if (!has(i)) return nullptr;
  const Value& value = input(i);
  return value.constant ? &*value.constant : nullptr;
}

const std::vector<std::int64_t>* StepContext::integers(std::size_t i) const {
  const Constant* elements = constant(i);
  return elements == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(elements);
}

const std::vector<std::int64_t>& StepContext::known_integers(std::size_t i,
                                                             std::string_view what) const {
  if (const auto* found = integers(i)) return *found;
  throw UserError(
      fmt::format("{} (input {}) is not known before the model runs, so the output has no shape; "
                  "write shapes into the file (onnx.shape_inference) or simplify the model",
                  what, i));
}

std::int64_t StepContext::known_integer(std::size_t i, std::string_view what) const {
  const auto& list = known_integers(i, what);
  if (list.empty()) throw UserError(fmt::format("{} (input {}) is empty", what, i));
  return list.front();
}

bool StepContext::shape_is_given() const {
  return wants(0) && network_.values[step().outputs[0]].has_shape;
}

const Attribute* StepContext::attribute(std::string_view name) const {
  for (const Attribute& attribute : step().node.attributes) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

std::int64_t StepContext::integer(std::string_view name, std::int64_t otherwise) const {
  const Attribute* found = attribute(name);
  return found == nullptr ? otherwise : found->integer;
}

double StepContext::real(std::string_view name, double otherwise) const {
  const Attribute* found = attribute(name);
  return found == nullptr ? otherwise : found->real;
}

std::string StepContext::text(std::string_view name, std::string_view otherwise) const {
  const Attribute* found = attribute(name);
  return found == nullptr ? std::string(otherwise) : found->text;
}

const std::vector<std::int64_t>* StepContext::list(std::string_view name) const {
  const Attribute* found = attribute(name);
  return found == nullptr ? nullptr : &found->integers;
}

std::size_t StepContext::axis_of(std::int64_t axis, std::size_t rank) {
  const auto axes = static_cast<std::int64_t>(rank);
  if (axis < -axes || axis >= std::max<std::int64_t>(axes, 1))
    throw UserError(fmt::format("axis {} of a tensor with {} axes", axis, rank));
  return static_cast<std::size_t>(axis < 0 ? axis + axes : axis);
}

Value* StepContext::output_value(std::size_t i) {
  return wants(i) ? &network_.values[step().outputs[i]] : nullptr;
}

void StepContext::output(std::size_t i, Dims dims) {
  const std::int64_t element = has(0) ? input(0).element : std::int64_t{float32};
  output(i, std::move(dims), element);
}

void StepContext::output(std::size_t i, Dims dims, std::int64_t element) {
  Value* value = output_value(i);
  if (value == nullptr) return;
  for (const std::int64_t dim : dims) {
    if (dim < 0 || dim > workload::kMaxDimension)
      throw UserError(fmt::format("the output would have shape {}", to_string(dims)));
  }
  elements_of(dims);
  value->dims = std::move(dims);
  value->element = element;
  value->has_shape = true;
}

void StepContext::known(Constant elements) {
  Value* value = output_value(0);
  const bool fits = value != nullptr && value->has_shape &&
                    elements_of(value->dims) == static_cast<std::int64_t>(size_of(elements));
  if (!fits) return;
  value->constant = std::move(elements);
  if (!value->is_fixed()) value->origin = Origin::derived;
}

void StepContext::origin(Origin origin) {
  if (Value* value = output_value(0)) value->origin = origin;
}

void StepContext::work(workload::Work work, std::size_t input, std::size_t weight) {
  Step& here = step();
  here.work = std::move(work);
  here.input = input == kNone ? kNone : here.inputs.at(input);
  here.weight = weight == kNone ? kNone : here.inputs.at(weight);
}

void StepContext::vector(workload::VectorKind kind) {
  vector(kind, 1, elements_of(network_.values[step().outputs.at(0)].dims));
}

void StepContext::vector(workload::VectorKind kind, std::int64_t rows, std::int64_t cols) {
  workload::Vector vector{kind, rows, cols, 0, 0};
  for (std::size_t i = 0; i < input_count(); ++i) {
    if (!has(i)) continue;
    const bool is_scalar = input(i).is_fixed() && elements_of(dims(i)) <= 1;
    if (!is_scalar || input_count() == 1)
      vector.elements_read = checked_add(vector.elements_read, elements_of(dims(i)), "elements");
  }
  for (std::size_t i = 0; i < output_count(); ++i) {
    if (const Value* value = output_value(i))
      vector.elements_written =
          checked_add(vector.elements_written, elements_of(value->dims), "elements");
  }
  work(vector, main_input());
}

/// The first input with the output's type that changes, so that a Where reads what it chooses from.
std::size_t StepContext::main_input() const {
  const Step& here = step();
  for (std::size_t i = 0; i < input_count() && wants(0); ++i) {
    const bool has_type = has(i) && input(i).element == network_.values[here.outputs[0]].element;
    if (has_type && !input(i).is_fixed()) return i;
  }
  return has(0) ? 0 : kNone;
}

void StepContext::epilogue(workload::VectorKind kind) { step().epilogue.push_back(kind); }

void StepContext::projection(const workload::Gemm& gemm) { step().projection = gemm; }

void StepContext::note(std::string remark) {
  auto& notes = network_.notes;
  if (std::find(notes.begin(), notes.end(), remark) == notes.end())
    notes.push_back(std::move(remark));
}

}  // namespace systole::frontend::onnx
