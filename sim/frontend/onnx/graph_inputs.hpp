// What a graph starts from: inputs, weights, and the dimensions that are left open.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "frontend/onnx/dimension_names.hpp"
#include "frontend/onnx/network_builder.hpp"
#include "frontend/onnx/scope.hpp"

namespace systole::frontend::onnx {

class GraphInputs {
 public:
  GraphInputs(const BuildOptions& options, Diagnostics& diagnostics)
      : options_(options), diagnostics_(diagnostics), dims_(options.parameters) {}

  /// Weights and constants of a graph or of a branch.
  void add_initializers(const GraphDef& graph, Network& network, Scope& scope);
  /// Open dimensions get their values; parameters that nothing asked for are refused.
  void declare(const GraphDef& graph);
  /// The inputs of the model, once they are declared.
  void add(const GraphDef& graph, Network& network, Scope& scope);

  const DimensionNames& dimensions() const { return dims_; }

 private:
  void error(const std::string& where, const std::string& what);
  void refuse_unknown_parameters(const std::vector<std::string>& known);
  void set_switch(const ValueInfo& input, Value& value) const;

  const BuildOptions& options_;
  Diagnostics& diagnostics_;
  DimensionNames dims_;
  std::set<std::string> initializers_;  ///< old versions list them among the inputs
};

}  // namespace systole::frontend::onnx
