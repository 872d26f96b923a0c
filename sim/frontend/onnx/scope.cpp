#include "frontend/onnx/scope.hpp"

namespace systole::frontend::onnx {

std::optional<ValueId> Scope::lookup(const std::string& name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer) {
    if (const auto found = scope->names.find(name); found != scope->names.end())
      return found->second;
  }
  return std::nullopt;
}

ValueId add_value(Network& network, Scope& scope, Value value) {
  const ValueId id = network.values.size();
  if (!value.name.empty()) scope.names[value.name] = id;
  network.values.push_back(std::move(value));
  return id;
}

}  // namespace systole::frontend::onnx
