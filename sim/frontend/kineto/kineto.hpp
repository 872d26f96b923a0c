// Traces of the PyTorch profiler (Kineto), as export_chrome_trace() writes them.
#pragma once

#include "frontend/kineto/trace.hpp"
#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::kineto {

bool is_kineto_trace(const SourceFile& file);

/// The work on GPUs of a whole trace, with measured times. Throws UserError for what is no trace,
/// or one without any kernel.
workload::Graph read_kineto_trace(const SourceFile& file, const ReadOptions& options,
                                  Diagnostics& diagnostics);

/// The events of a trace. Throws UserError for what is no trace, or one without any kernel.
Trace load_trace(const SourceFile& file);

/// The graph of these events, with notes and without a name.
workload::Graph graph_of(Trace trace);

}  // namespace systole::frontend::kineto
