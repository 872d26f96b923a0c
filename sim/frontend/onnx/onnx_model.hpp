// ONNX models: a graph of operators with weights or without. docs/workloads.md says what is read
// and what is lost.
#pragma once

#include "base/error.hpp"
#include "frontend/onnx/model.hpp"
#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

bool is_onnx_model(const SourceFile& file);

/// Open dimensions take their values from the parameters; `dtype` among them says what
/// floating-point tensors are taken as.
workload::Graph read_onnx_model(const SourceFile& file, const ReadOptions& options,
                                Diagnostics& diagnostics);

/// The same for a model that another format was translated to; `file` names it.
workload::Graph graph_of_model(const onnx::Model& model, const SourceFile& file,
                               const ReadOptions& options, Diagnostics& diagnostics);

}  // namespace systole::frontend
