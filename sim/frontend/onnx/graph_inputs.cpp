#include "frontend/onnx/graph_inputs.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "frontend/onnx/element_type.hpp"
#include "frontend/onnx/weight_inputs.hpp"

namespace systole::frontend::onnx {

namespace {

void check_shape(const Dims& dims) {
  for (const std::int64_t dim : dims)
    if (dim < 0) throw UserError(fmt::format("shape {}", to_string(dims)));
  elements_of(dims);
}

/// One integer or truth value, which --param can set: "use_cache_branch=1".
bool is_switch(const ValueInfo& input) {
  if (is_float(input.element) || input.shape->size() > 1) return false;
  return input.shape->empty() || input.shape->front().value == 1;
}

}  // namespace

void GraphInputs::error(const std::string& where, const std::string& what) {
  diagnostics_.error({options_.path}, where, what);
}

void GraphInputs::add_initializers(const GraphDef& graph, Network& network, Scope& scope) {
  for (const Tensor& tensor : graph.initializers) {
    Value value;
    value.name = tensor.name;
    value.element = tensor.element;
    value.dims = tensor.dims;
    value.origin = Origin::weight;
    value.constant = tensor.data;
    value.triangle = tensor.triangle;
    try {
      check_shape(value.dims);
    } catch (const UserError& problem) {
      error(tensor.name, problem.what());
      value.has_shape = false;
    }
    add_value(network, scope, std::move(value));
  }
}

void GraphInputs::declare(const GraphDef& graph) {
  for (const Tensor& tensor : graph.initializers) initializers_.insert(tensor.name);
  std::vector<std::string> known;
  for (const ValueInfo& input : graph.inputs) {
    if (initializers_.count(input.name) > 0) continue;
    if (!input.shape) {
      error(input.name, "the input has no shape");
      continue;
    }
    dims_.declare(input);
    if (is_switch(input)) known.push_back(input.name);
  }
  const std::vector<std::string> names = dims_.names();
  known.insert(known.end(), names.begin(), names.end());
  refuse_unknown_parameters(known);
  dims_.resolve(options_.path, diagnostics_);
}

void GraphInputs::refuse_unknown_parameters(const std::vector<std::string>& known) {
  const std::string all =
      known.empty() ? "the model has none" : fmt::format("it has {}", fmt::join(known, ", "));
  for (const auto& given : options_.parameters) {
    if (std::find(known.begin(), known.end(), given.first) != known.end()) continue;
    error(given.first, fmt::format("no such dimension{}; {}", suggestion(given.first, known), all));
  }
}

void GraphInputs::add(const GraphDef& graph, Network& network, Scope& scope) {
  const std::set<std::string> weights = weight_inputs_of(graph);
  if (!weights.empty())
    network.notes.push_back(fmt::format(
        "the file holds no weights; {} of its inputs are taken for them", weights.size()));
  for (const ValueInfo& input : graph.inputs) {
    if (initializers_.count(input.name) > 0) continue;
    if (scope.names.count(input.name) > 0) error(input.name, "a second input of this name");
    Value value;
    value.name = input.name;
    value.element = input.element;
    if (weights.count(input.name) > 0) value.origin = Origin::weight;
    try {
      value.dims = dims_.dims_of(input);
      check_shape(value.dims);
      set_switch(input, value);
    } catch (const UserError& problem) {
      error(input.name, problem.what());
      value.has_shape = false;
    }
    add_value(network, scope, std::move(value));
  }
}

void GraphInputs::set_switch(const ValueInfo& input, Value& value) const {
  const auto given = options_.parameters.find(input.name);
  if (given == options_.parameters.end() || !is_switch(input)) return;
  const auto number = parse_integral(given->second);
  if (!number) throw UserError(fmt::format("expected an integer, got '{}'", given->second));
  value.constant = std::vector<std::int64_t>{*number};
  value.origin = Origin::derived;
}

}  // namespace systole::frontend::onnx
