// Which inputs of a graph are its weights, in files that were exported without them.
#pragma once

#include <set>
#include <string>

#include "frontend/onnx/model.hpp"

namespace systole::frontend::onnx {

/// Empty when no graph input stands where an operator has its weight: then every input is data.
/// Otherwise the first input, integers and inputs with open dimensions are data, and the rest are
/// weights.
std::set<std::string> weight_inputs_of(const GraphDef& graph);

}  // namespace systole::frontend::onnx
