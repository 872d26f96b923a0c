#include "frontend/onnx/elements.hpp"

#include <cmath>
#include <unordered_map>

#include "frontend/onnx/element_type.hpp"
#include "frontend/onnx/fold.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

namespace {

constexpr int kDeepest = 200;

std::optional<double> element_of(const Constant& constant, std::int64_t at) {
  if (at < 0 || static_cast<std::size_t>(at) >= size_of(constant)) return std::nullopt;
  const auto place = static_cast<std::size_t>(at);
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&constant))
    return static_cast<double>((*integers)[place]);
  return std::get<std::vector<double>>(constant)[place];
}

/// Elements of a shape; nothing where there are none, or more than can be counted.
std::optional<std::int64_t> count_of(const Dims& dims) {
  std::int64_t count = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 1 || count > INT64_MAX / dim) return std::nullopt;
    count *= dim;
  }
  return count;
}

/// Where an element of a tensor lies, counted in elements.
std::int64_t offset_of(const Index& index, const Dims& dims) {
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < dims.size(); ++i) offset = offset * dims[i] + index[i];
  return offset;
}

Index index_at(std::int64_t offset, const Dims& dims) {
  Index index(dims.size());
  for (std::size_t i = dims.size(); i-- > 0;) {
    index[i] = offset % dims[i];
    offset /= dims[i];
  }
  return index;
}

/// The index of a tensor of `dims` that broadcasting reads for `index`.
std::optional<Index> aligned(const Index& index, const Dims& dims) {
  Index result(dims.size(), 0);
  for (std::size_t i = 0; i < std::min(index.size(), dims.size()); ++i) {
    const std::int64_t dim = dims[dims.size() - 1 - i];
    const std::int64_t at = index[index.size() - 1 - i];
    if (dim != 1 && at >= dim) return std::nullopt;
    result[dims.size() - 1 - i] = dim == 1 ? 0 : at;
  }
  for (const std::int64_t dim : dims)
    if (dim < 1) return std::nullopt;
  return result;
}

const Attribute* attribute_of(const Step& step, std::string_view name) {
  for (const Attribute& attribute : step.node.attributes)
    if (attribute.name == name) return &attribute;
  return nullptr;
}

std::int64_t integer_of(const Step& step, std::string_view name, std::int64_t otherwise) {
  const Attribute* attribute = attribute_of(step, name);
  return attribute == nullptr ? otherwise : attribute->integer;
}

std::optional<std::size_t> axis_of(std::int64_t axis, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  if (axis < -count || axis >= count) return std::nullopt;
  return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
}

/// One operand decides, whatever the other one is.
std::optional<double> decided_by(std::string_view op, double one) {
  if (op == "Mul" && one == 0) return 0;
  if (op == "And" && one == 0) return 0;
  if (op == "Or" && one != 0) return 1;
  const bool masks = one <= kMasked && (op == "Add" || op == "Min");
  return masks ? std::optional(one) : std::nullopt;
}

std::optional<double> result_of(std::string_view op, double a, double b) {
  static const std::unordered_map<std::string_view, double (*)(double, double)> kOperations{
      {"Add", [](double x, double y) { return x + y; }},
      {"Sub", [](double x, double y) { return x - y; }},
      {"Mul", [](double x, double y) { return x == 0 || y == 0 ? 0 : x * y; }},
      {"Div", [](double x, double y) { return x / y; }},
      {"Min", [](double x, double y) { return std::min(x, y); }},
      {"Max", [](double x, double y) { return std::max(x, y); }},
      {"And", [](double x, double y) { return x != 0 && y != 0 ? 1.0 : 0.0; }},
      {"Or", [](double x, double y) { return x != 0 || y != 0 ? 1.0 : 0.0; }},
      {"Equal", [](double x, double y) { return x == y ? 1.0 : 0.0; }},
      {"Less", [](double x, double y) { return x < y ? 1.0 : 0.0; }},
      {"LessOrEqual", [](double x, double y) { return x <= y ? 1.0 : 0.0; }},
      {"Greater", [](double x, double y) { return x > y ? 1.0 : 0.0; }},
      {"GreaterOrEqual", [](double x, double y) { return x >= y ? 1.0 : 0.0; }}};
  return kOperations.at(op)(a, b);
}

}  // namespace

std::optional<double> Elements::at(ValueId id, const Index& index) {
  if (id == kNone || depth_ >= kDeepest || --left_ < 0) return std::nullopt;
  const Value& value = network_.values[id];
  const auto own = aligned(index, value.dims);
  if (!own) return std::nullopt;
  if (value.constant || value.triangle) return held(value, *own);
  if (value.producer == kNone || network_.steps[value.producer].outputs.front() != id)
    return std::nullopt;
  ++depth_;
  const auto result = computed(network_.steps[value.producer], *own);
  --depth_;
  return result;
}

std::optional<double> Elements::held(const Value& value, const Index& index) const {
  if (value.constant) return element_of(*value.constant, offset_of(index, value.dims));
  return value.triangle->at(index[index.size() - 2], index.back());
}

std::optional<double> Elements::computed(const Step& step, const Index& index) {
  const Rule rule = rule_of(step.node.op_type);
  return rule == nullptr ? std::nullopt : (this->*rule)(step, index);
}

std::optional<double> Elements::input(const Step& step, std::size_t i, const Index& index) {
  return i < step.inputs.size() ? at(step.inputs[i], index) : std::nullopt;
}

/// An input of one element.
std::optional<double> Elements::number(const Step& step, std::size_t i, double otherwise) {
  if (i >= step.inputs.size() || step.inputs[i] == kNone) return otherwise;
  return at(step.inputs[i], {});
}

const Dims& Elements::dims_of(const Step& step, std::size_t i) const {
  static const Dims kNothing;
  const bool is_there = i < step.inputs.size() && step.inputs[i] != kNone;
  return is_there ? network_.values[step.inputs[i]].dims : kNothing;
}

/// A list that is an attribute in older versions and an input in newer ones.
std::vector<std::int64_t> Elements::list(const Step& step, std::string_view name,
                                         std::size_t i) const {
  if (const Attribute* attribute = attribute_of(step, name)) return attribute->integers;
  const bool is_there = i < step.inputs.size() && step.inputs[i] != kNone;
  if (!is_there || !network_.values[step.inputs[i]].constant) return {};
  return std::get<std::vector<std::int64_t>>(
      as_integers(*network_.values[step.inputs[i]].constant));
}

std::optional<double> Elements::same(const Step& step, const Index& index) {
  return input(step, 0, index);
}

std::optional<double> Elements::cast(const Step& step, const Index& index) {
  const auto element = input(step, 0, index);
  const bool to_truth = network_.values[step.outputs.front()].element == boolean;
  if (!element || !to_truth) return element;
  return *element != 0 ? 1 : 0;
}

std::optional<double> Elements::negated(const Step& step, const Index& index) {
  const auto element = input(step, 0, index);
  return element ? std::optional(-*element) : std::nullopt;
}

std::optional<double> Elements::opposite(const Step& step, const Index& index) {
  const auto element = input(step, 0, index);
  if (!element) return std::nullopt;
  return *element == 0 ? 1 : 0;
}

std::optional<double> Elements::binary(const Step& step, const Index& index) {
  if (step.inputs.size() != 2) return std::nullopt;
  const auto a = input(step, 0, index);
  const auto b = input(step, 1, index);
  if (a && b) return result_of(step.node.op_type, *a, *b);
  if (!a && !b) return std::nullopt;
  return decided_by(step.node.op_type, a ? *a : *b);
}

std::optional<double> Elements::where(const Step& step, const Index& index) {
  const auto condition = input(step, 0, index);
  if (condition) return input(step, *condition != 0 ? 1 : 2, index);
  const auto chosen = input(step, 1, index);
  return chosen && chosen == input(step, 2, index) ? chosen : std::nullopt;
}

std::optional<double> Elements::triangular(const Step& step, const Index& index) {
  const auto diagonal = number(step, 1, 0);
  if (!diagonal || index.size() < 2) return std::nullopt;
  const auto distance = static_cast<double>(index.back() - index[index.size() - 2]);
  const bool keeps_upper = integer_of(step, "upper", 1) != 0;
  const bool is_kept = keeps_upper ? distance >= *diagonal : distance <= *diagonal;
  return is_kept ? input(step, 0, index) : 0;
}

std::optional<double> Elements::range(const Step& step, const Index& index) {
  const auto start = number(step, 0, 0);
  const auto delta = number(step, 2, 1);
  if (!start || !delta || index.size() != 1) return std::nullopt;
  return *start + static_cast<double>(index.front()) * *delta;
}

std::optional<double> Elements::filler(const Step& step, const Index&) {
  const Attribute* value = attribute_of(step, "value");
  if (value == nullptr) return 0;
  if (!value->tensor || !value->tensor->data) return std::nullopt;
  return element_of(*value->tensor->data, 0);
}

std::optional<double> Elements::constant(const Step& step, const Index& index) {
  const Attribute* value = attribute_of(step, "value");
  if (value == nullptr || !value->tensor || !value->tensor->triangle) return std::nullopt;
  return value->tensor->triangle->at(index[index.size() - 2], index.back());
}

std::optional<double> Elements::reshaped(const Step& step, const Index& index) {
  const Dims& before = dims_of(step, 0);
  const Dims& after = network_.values[step.outputs.front()].dims;
  if (!count_of(before) || count_of(before) != count_of(after)) return std::nullopt;
  return input(step, 0, index_at(offset_of(index, after), before));
}

std::optional<double> Elements::sliced(const Step& step, const Index& index) {
  const auto starts = list(step, "starts", 1);
  const auto ends = list(step, "ends", 2);
  const auto axes = list(step, "axes", 3);
  const auto strides = list(step, "steps", 4);
  const Dims& dims = dims_of(step, 0);
  Index before = index;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::int64_t asked = axes.empty() ? static_cast<std::int64_t>(i) : axes.at(i);
    const auto axis = axis_of(asked, dims.size());
    if (!axis || dims.size() != index.size()) return std::nullopt;
    const Cut cut = cut_of(dims[*axis], starts[i], ends.at(i), strides.empty() ? 1 : strides.at(i));
    before[*axis] = cut.start + index[*axis] * cut.stride;
  }
  return starts.empty() ? std::nullopt : input(step, 0, before);
}

std::optional<double> Elements::joined(const Step& step, const Index& index) {
  const auto axis = axis_of(integer_of(step, "axis", 0), index.size());
  if (!axis) return std::nullopt;
  Index inside = index;
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    const Dims& dims = dims_of(step, i);
    if (dims.size() != index.size()) return std::nullopt;
    if (inside[*axis] < dims[*axis]) return input(step, i, inside);
    inside[*axis] -= dims[*axis];
  }
  return std::nullopt;
}

std::optional<double> Elements::turned(const Step& step, const Index& index) {
  const Attribute* given = attribute_of(step, "perm");
  if (given != nullptr && given->integers.size() != index.size()) return std::nullopt;
  Index before = index;
  for (std::size_t i = 0; i < index.size(); ++i) {
    const auto from = static_cast<std::int64_t>(index.size() - 1 - i);
    const auto axis = axis_of(given == nullptr ? from : given->integers[i], index.size());
    if (!axis) return std::nullopt;
    before[*axis] = index[i];
  }
  return input(step, 0, before);
}

std::optional<double> Elements::gathered(const Step& step, const Index& index) {
  const Dims& data = dims_of(step, 0);
  const std::size_t indices = dims_of(step, 1).size();
  const auto axis = axis_of(integer_of(step, "axis", 0), data.size());
  if (!axis || index.size() != data.size() - 1 + indices) return std::nullopt;
  const auto first = index.begin() + static_cast<std::ptrdiff_t>(*axis);
  const auto last = first + static_cast<std::ptrdiff_t>(indices);
  const auto picked = input(step, 1, Index(first, last));
  if (!picked) return std::nullopt;
  const auto at =
      axis_of(static_cast<std::int64_t>(*picked), static_cast<std::size_t>(data[*axis]));
  if (!at) return std::nullopt;
  Index before(index.begin(), first);
  before.push_back(static_cast<std::int64_t>(*at));
  before.insert(before.end(), last, index.end());
  return input(step, 0, before);
}

Elements::Rule Elements::rule_of(std::string_view op_type) {
  static const std::unordered_map<std::string_view, Rule> kRules{
      {"Identity", &Elements::same},
      {"Dropout", &Elements::same},
      {"Expand", &Elements::same},
      // Writing into a mask only masks more: what a padding mask adds is no part of the pattern.
      {"ScatterND", &Elements::same},
      {"Cast", &Elements::cast},
      {"CastLike", &Elements::cast},
      {"Neg", &Elements::negated},
      {"Not", &Elements::opposite},
      {"Where", &Elements::where},
      {"Trilu", &Elements::triangular},
      {"Range", &Elements::range},
      {"ConstantOfShape", &Elements::filler},
      {"Constant", &Elements::constant},
      {"Reshape", &Elements::reshaped},
      {"Squeeze", &Elements::reshaped},
      {"Unsqueeze", &Elements::reshaped},
      {"Flatten", &Elements::reshaped},
      {"Slice", &Elements::sliced},
      {"Concat", &Elements::joined},
      {"Transpose", &Elements::turned},
      {"Gather", &Elements::gathered},
      {"Add", &Elements::binary},
      {"Sub", &Elements::binary},
      {"Mul", &Elements::binary},
      {"Div", &Elements::binary},
      {"Min", &Elements::binary},
      {"Max", &Elements::binary},
      {"And", &Elements::binary},
      {"Or", &Elements::binary},
      {"Equal", &Elements::binary},
      {"Less", &Elements::binary},
      {"LessOrEqual", &Elements::binary},
      {"Greater", &Elements::binary},
      {"GreaterOrEqual", &Elements::binary}};
  const auto found = kRules.find(op_type);
  return found == kRules.end() ? nullptr : found->second;
}

}  // namespace systole::frontend::onnx
