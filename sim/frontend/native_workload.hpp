// Systole's own workload format (YAML): parameters, expressions, repeat blocks. docs/workloads.md
// describes it.
#pragma once

#include "base/error.hpp"
#include "frontend/read_options.hpp"
#include "frontend/source_text.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

/// Whether the text has the top-level keys of a native workload.
bool is_native_workload(const SourceText& source);

/// Reports every mistake at its place. The graph is meaningful only where there was none.
workload::Graph read_native_workload(const SourceText& source, const ReadOptions& options,
                                     Diagnostics& diagnostics);

}  // namespace systole::frontend
