#include "frontend/native_parameters.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "frontend/native_keys.hpp"

namespace systole::frontend {

namespace {

Node node_from_command_line(const std::string& name, const std::string& text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.place.file = "--param " + name;
  node.scalar = text;
  return node;
}

std::vector<std::string> names_of(const Node* parameters) {
  std::vector<std::string> names;
  if (parameters == nullptr) return names;
  for (const Entry& entry : parameters->entries) names.push_back(entry.key);
  return names;
}

void refuse_unknown(const std::map<std::string, std::string>& overrides,
                    const std::vector<std::string>& names, Diagnostics& diagnostics) {
  const std::string available = names.empty()
                                    ? "this workload has no parameters"
                                    : fmt::format("available: {}", fmt::join(names, ", "));
  for (const auto& [name, value] : overrides) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    diagnostics.error({"--param " + name}, "",
                      fmt::format("unknown parameter{} ({})", suggestion(name, names), available));
  }
}

}  // namespace

Parameters read_parameters(const Node* parameters,
                           const std::map<std::string, std::string>& overrides,
                           Diagnostics& diagnostics) {
  refuse_unknown(overrides, names_of(parameters), diagnostics);
  Parameters values;
  if (parameters == nullptr) return values;
  if (!parameters->is_map()) {
    diagnostics.error(parameters->place, "parameters",
                      "expected a map of names and values, got " + description_of(*parameters));
    return values;
  }
  for (const Entry& entry : parameters->entries) {
    const std::string path = "parameters." + entry.key;
    if (!is_parameter_name(entry.key)) {
      diagnostics.error(entry.key_place, path,
                        "not a name that can stand in an expression (letters, digits, _)");
      continue;
    }
    const auto given = overrides.find(entry.key);
    const auto value = given == overrides.end()
                           ? evaluate_node(entry.value, path, values, diagnostics)
                           : evaluate_node(node_from_command_line(entry.key, given->second), "",
                                           values, diagnostics);
    // After a mistake any value will do, so that its users are not reported as well.
    values[entry.key] = value.value_or(1);
  }
  return values;
}

}  // namespace systole::frontend
