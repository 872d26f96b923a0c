#include "frontend/onnx/onnx_model.hpp"

#include <fmt/format.h>

#include "frontend/onnx/decode.hpp"
#include "frontend/onnx/fuse.hpp"
#include "frontend/onnx/lower.hpp"
#include "frontend/onnx/network_builder.hpp"

namespace systole::frontend {

namespace {

/// The parameter `dtype`, taken out of the list.
std::optional<DType> take_dtype(onnx::BuildOptions& options, Diagnostics& diagnostics) {
  const auto given = options.parameters.find("dtype");
  if (given == options.parameters.end()) return std::nullopt;
  const auto dtype = dtype_from(given->second);
  if (!dtype)
    diagnostics.error({options.path}, "dtype",
                      fmt::format("unknown element type '{}'", given->second));
  options.parameters.erase(given);
  return dtype;
}

}  // namespace

bool is_onnx_model(const SourceFile& file) { return onnx::is_model(file.head()); }

workload::Graph read_onnx_model(const SourceFile& file, const ReadOptions& options,
                                Diagnostics& diagnostics) {
  return graph_of_model(onnx::decode(file), file, options, diagnostics);
}

workload::Graph graph_of_model(const onnx::Model& model, const SourceFile& file,
                               const ReadOptions& options, Diagnostics& diagnostics) {
  onnx::BuildOptions build{file.path(), options.parameters};
  const std::optional<DType> float_dtype = take_dtype(build, diagnostics);
  workload::Graph graph;
  onnx::Network network = onnx::build_network(model, build, diagnostics);
  if (diagnostics.has_errors()) return graph;
  if (options.fusion == Fusion::as_engines_do) onnx::fuse(network);
  graph = onnx::lower(network, float_dtype);
  graph.name = file.stem();  // exporters call most graphs "torch_jit" or "main_graph"
  graph.parameters = onnx::parameters_of(network);
  graph.notes = std::move(network.notes);
  for (workload::Operator& op : graph.operators) op.place = {file.path()};
  return graph;
}

}  // namespace systole::frontend
