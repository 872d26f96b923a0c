// Which value a name means, inside graphs, branches and functions.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "frontend/onnx/model.hpp"
#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

using Names = std::unordered_map<std::string, ValueId>;
using Infos = std::unordered_map<std::string, const ValueInfo*>;

/// The names that a node can see: those of its graph, then those around it.
struct Scope {
  const Scope* outer = nullptr;
  Names names;
  Infos infos;                 ///< shapes that the file tells
  const Node* call = nullptr;  ///< of the function whose body this is
  std::string prefix;          ///< in front of the names of nodes
  int depth = 0;

  std::optional<ValueId> lookup(const std::string& name) const;
  /// kNone: an optional input that was left out, or no such name.
  ValueId find(const std::string& name) const { return lookup(name).value_or(kNone); }
};

/// A new value under its name.
ValueId add_value(Network& network, Scope& scope, Value value);

}  // namespace systole::frontend::onnx
