// JSON Lines traces: one operator a line, with the keys of the native workload format. The format
// to write from a tool of one's own; docs/workloads.md describes it.
#pragma once

#include <iosfwd>

#include "base/error.hpp"
#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

/// Whether the first line says {"systole_trace": ...
bool is_trace(const SourceFile& file);

/// Reads line by line: besides the graph, memory does not grow with the file. Reports mistakes with
/// line and column. The graph is meaningful only where there was none.
workload::Graph read_trace(const SourceFile& file, const ReadOptions& options,
                           Diagnostics& diagnostics);

/// Reading what this writes gives the same graph; names that occur twice get a number at their end.
void write_trace(const workload::Graph& graph, std::ostream& out);

}  // namespace systole::frontend
