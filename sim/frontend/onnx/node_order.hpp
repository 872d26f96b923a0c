// An order in which the nodes of a graph can run.
#pragma once

#include <string>
#include <vector>

#include "frontend/onnx/model.hpp"

namespace systole::frontend::onnx {

/// Indices of `nodes`, each after those whose outputs it or its subgraphs read; the file's own
/// order where that will do. Throws UserError that names the nodes of a cycle, or the two that
/// claim the same output.
std::vector<std::size_t> runnable_order(const std::vector<Node>& nodes);

/// What messages call a node: its name, or its operator and first output.
std::string label_of(const Node& node);

}  // namespace systole::frontend::onnx
