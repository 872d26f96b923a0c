#include "frontend/paddle/translation.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/onnx/element_type.hpp"
#include "frontend/paddle/rules.hpp"

namespace systole::frontend::paddle {

namespace {

constexpr std::int64_t kOpset = 13;

/// The first slot that names anything: where a node's name is taken from.
std::string first_of(const Slots& slots) {
  for (const auto& [parameter, names] : slots) {
    if (!names.empty()) return names.front();
  }
  return "";
}

std::vector<std::string> all(const Slots& slots) {
  std::vector<std::string> names;
  for (const auto& [parameter, variables] : slots)
    names.insert(names.end(), variables.begin(), variables.end());
  return names;
}

/// What no rule knows keeps its own name, and its outputs the shapes that the program declares.
void translate_unknown(const Step& step) {
  std::vector<std::string> outputs;
  for (const std::string& variable : all(step.op.outputs)) {
    outputs.push_back(step.out.write(variable));
    step.out.graph().values.push_back(step.out.info_of(variable, outputs.back()));
  }
  step.node(step.op.type, all(step.given), std::move(outputs));
}

void translate_operation(const Step& step) {
  if (step.op.type == "feed") return;  // its variable becomes an input when it is read
  if (step.op.type == "fetch") {
    const std::string value = step.in("X");
    step.out.graph().outputs.push_back({value, onnx::undefined, {}});
    return;
  }
  const Rule* rule = rule_of(step.op.type);
  if (rule == nullptr) return translate_unknown(step);
  rule->apply(step, rule->onnx);
}

}  // namespace

std::string Translation::read(const std::string& variable) {
  const auto known = current_.find(variable);
  if (known != current_.end()) return known->second;
  current_.emplace(variable, variable);
  const Variable* found = declared(variable);
  if (found != nullptr && found->is_persistable) {
    onnx::Tensor weight;
    weight.name = variable;
    weight.element = found->element;
    weight.dims = found->dims;
    graph().initializers.push_back(std::move(weight));
  } else if (found != nullptr) {
    graph().inputs.push_back(info_of(variable, variable));
  }
  return variable;
}

std::string Translation::write(const std::string& variable) {
  const auto known = current_.find(variable);
  if (known == current_.end()) return current_[variable] = variable;
  return known->second = fmt::format("{}@{}", variable, ++temporaries_);
}

std::string Translation::temporary() { return fmt::format("@{}", ++temporaries_); }

std::string Translation::constant(const std::vector<std::int64_t>& numbers) {
  onnx::Tensor tensor;
  tensor.element = onnx::int64;
  tensor.data = numbers;
  return add_constant(std::move(tensor), numbers.size());
}

std::string Translation::constant(const std::vector<double>& numbers) {
  onnx::Tensor tensor;
  tensor.element = onnx::float32;
  tensor.data = numbers;
  return add_constant(std::move(tensor), numbers.size());
}

std::string Translation::add_constant(onnx::Tensor tensor, std::size_t count) {
  if (count > onnx::kMostConstants)
    throw UserError(
        fmt::format("a list of {} numbers, expected at most {}", count, onnx::kMostConstants));
  tensor.name = temporary();
  tensor.dims = {static_cast<std::int64_t>(count)};
  graph().initializers.push_back(tensor);
  return tensor.name;
}

const Variable* Translation::declared(const std::string& variable) const {
  const auto found = program_.variables.find(variable);
  const bool has_tensor =
      found != program_.variables.end() && found->second.element != onnx::undefined;
  return has_tensor ? &found->second : nullptr;
}

/// An open dimension that leads is the batch; any other is named after its variable.
onnx::ValueInfo Translation::info_of(const std::string& variable, const std::string& name) const {
  onnx::ValueInfo info;
  info.name = name;
  const Variable* found = declared(variable);
  if (found == nullptr) return info;
  info.element = found->element;
  std::vector<onnx::Dimension> shape;
  for (std::size_t axis = 0; axis < found->dims.size(); ++axis) {
    const std::int64_t size = found->dims[axis];
    const std::string open = axis == 0 ? "batch" : fmt::format("{}_{}", variable, axis);
    shape.push_back({size, size < 0 ? open : ""});
  }
  info.shape = std::move(shape);
  return info;
}

void Translation::add_node(onnx::Node node) { graph().nodes.push_back(std::move(node)); }

Step::Step(const Operation& operation, Translation& translation) : op(operation), out(translation) {
  for (const auto& [parameter, variables] : op.inputs) {
    std::vector<std::string>& values = given[parameter];
    if (op.type == "feed") continue;  // what it reads is no variable
    for (const std::string& variable : variables) values.push_back(out.read(variable));
  }
}

std::string Step::in(const char* slot) const {
  const std::vector<std::string> values = all_in(slot);
  return values.empty() ? "" : values.front();
}

std::vector<std::string> Step::all_in(const char* slot) const {
  const auto found = given.find(slot);
  return found == given.end() ? std::vector<std::string>{} : found->second;
}

std::string Step::to(const char* slot) const {
  const std::vector<std::string> names = all_to(slot);
  if (names.empty()) throw UserError(fmt::format("it has no output '{}'", slot));
  return names.front();
}

std::vector<std::string> Step::all_to(const char* slot) const {
  std::vector<std::string> names;
  const auto found = op.outputs.find(slot);
  if (found == op.outputs.end()) return names;
  for (const std::string& variable : found->second) names.push_back(out.write(variable));
  return names;
}

Dims Step::dims(const char* slot) const {
  const auto found = op.inputs.find(slot);
  if (found == op.inputs.end() || found->second.empty()) return {};
  const Variable* variable = out.declared(found->second.front());
  return variable == nullptr ? Dims{} : variable->dims;
}

std::int64_t Step::integer(const char* name, std::int64_t otherwise) const {
  const auto found = op.attributes.find(name);
  return found == op.attributes.end() ? otherwise : found->second.integer;
}

double Step::real(const char* name, double otherwise) const {
  const auto found = op.attributes.find(name);
  return found == op.attributes.end() ? otherwise : found->second.real;
}

std::string Step::text(const char* name) const {
  const auto found = op.attributes.find(name);
  return found == op.attributes.end() ? "" : found->second.text;
}

Dims Step::integers(const char* name) const {
  const auto found = op.attributes.find(name);
  return found == op.attributes.end() ? Dims{} : found->second.integers;
}

onnx::Node& Step::node(const std::string& op_type, std::vector<std::string> inputs,
                       std::vector<std::string> outputs) const {
  onnx::Node node;
  node.name = first_of(op.outputs);
  node.op_type = op_type;
  node.inputs = std::move(inputs);
  node.outputs = std::move(outputs);
  out.add_node(std::move(node));
  return out.graph().nodes.back();
}

onnx::Model translate(const Program& program) {
  Translation translation(program);
  for (const Operation& operation : program.operations) {
    try {
      translate_operation(Step(operation, translation));
    } catch (const UserError& problem) {
      throw UserError(
          fmt::format("{} ({}): {}", operation.type, first_of(operation.outputs), problem.what()));
    }
  }
  onnx::Model model = translation.take();
  model.producer = "PaddlePaddle";
  model.opsets[""] = kOpset;
  return model;
}

onnx::Attribute attribute(const char* name, std::int64_t value) {
  onnx::Attribute attribute;
  attribute.name = name;
  attribute.integer = value;
  return attribute;
}

onnx::Attribute attribute(const char* name, const Dims& values) {
  onnx::Attribute attribute;
  attribute.name = name;
  attribute.integers = values;
  return attribute;
}

onnx::Attribute attribute(const char* name, const char* value) {
  onnx::Attribute attribute;
  attribute.name = name;
  attribute.text = value;
  return attribute;
}

}  // namespace systole::frontend::paddle
