// From a model as the file has it to a network with shapes.
#pragma once

#include <map>
#include <string>

#include "base/error.hpp"
#include "frontend/onnx/model.hpp"
#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

struct BuildOptions {
  std::string path;                               ///< of the file, for messages
  std::map<std::string, std::string> parameters;  ///< what --param says, but for `dtype`
};

/// Runs through the nodes in an order in which they can run, giving every value its shape. Branches
/// whose condition is known and functions of the model are written out. Mistakes go to
/// `diagnostics`, each under its node.
Network build_network(const Model& model, const BuildOptions& options, Diagnostics& diagnostics);

}  // namespace systole::frontend::onnx
