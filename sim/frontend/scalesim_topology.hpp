// SCALE-Sim topology files: one layer per row, as a convolution or as a GEMM. docs/workloads.md
// lists what is accepted.
#pragma once

#include "base/error.hpp"
#include "frontend/read_options.hpp"
#include "frontend/source_text.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

/// Whether the first row that says anything looks like a topology's header or layer.
bool is_scalesim_topology(const SourceText& source);

/// Reports every mistake with line and column; the layers without mistakes form the graph, each
/// depending on the one before it. Convolutions round their output size up, as SCALE-Sim does.
workload::Graph read_scalesim_topology(const SourceText& source, const ReadOptions& options,
                                       Diagnostics& diagnostics);

}  // namespace systole::frontend
