#include "frontend/onnx/weight_inputs.hpp"

#include <algorithm>
#include <unordered_map>

#include "frontend/onnx/element_type.hpp"
#include "frontend/onnx/operators.hpp"

namespace systole::frontend::onnx {

namespace {

bool could_be_weight(const ValueInfo& input) {
  if (!is_float(input.element) || !input.shape) return false;
  return std::all_of(input.shape->begin(), input.shape->end(),
                     [](const Dimension& dim) { return dim.value >= 1; });
}

/// Exporters give equal weights one input and the others as its Identity.
using Aliases = std::unordered_map<std::string, std::string>;

Aliases aliases_of(const GraphDef& graph) {
  Aliases aliases;
  for (const Node& node : graph.nodes) {
    if (node.op_type == "Identity" && node.inputs.size() == 1 && node.outputs.size() == 1)
      aliases.emplace(node.outputs.front(), node.inputs.front());
  }
  return aliases;
}

/// Two operands of a product may both be data: one of more than two axes is no weight.
bool stands_for_weight(const Node& node, std::size_t position, const ValueInfo& input) {
  const OperatorRule* rule = rule_of(node.op_type);
  const bool is_product = rule != nullptr && contains(rule->weights, 0);
  return rule != nullptr && position > 0 && contains(rule->weights, position) &&
         (!is_product || input.shape->size() <= 2);
}

std::set<std::string> initializers_of(const GraphDef& graph) {
  std::set<std::string> names;
  for (const Tensor& tensor : graph.initializers) names.insert(tensor.name);
  return names;
}

using Candidates = std::unordered_map<std::string, const ValueInfo*>;

/// Those that some operator has for a weight.
std::set<std::string> used_as_weights(const GraphDef& graph, const Candidates& candidates) {
  const Aliases aliases = aliases_of(graph);
  std::set<std::string> names;
  for (const Node& node : graph.nodes) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const auto alias = aliases.find(node.inputs[i]);
      const auto found = candidates.find(alias == aliases.end() ? node.inputs[i] : alias->second);
      if (found != candidates.end() && stands_for_weight(node, i, *found->second))
        names.insert(found->first);
    }
  }
  return names;
}

}  // namespace

std::set<std::string> weight_inputs_of(const GraphDef& graph) {
  const std::set<std::string> initializers = initializers_of(graph);
  Candidates candidates;
  for (const ValueInfo& input : graph.inputs) {
    if (initializers.count(input.name) == 0 && could_be_weight(input))
      candidates.emplace(input.name, &input);
  }
  std::set<std::string> names = used_as_weights(graph, candidates);
  if (names.empty()) return names;
  const auto first = std::find_if(graph.inputs.begin(), graph.inputs.end(), [&](const auto& input) {
    return names.count(input.name) == 0 && initializers.count(input.name) == 0;
  });
  for (const auto& [name, input] : candidates)
    if (first == graph.inputs.end() || name != first->name) names.insert(name);
  return names;
}

}  // namespace systole::frontend::onnx
