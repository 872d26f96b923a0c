// Execution traces of PyTorch, as torch.profiler.ExecutionTraceObserver writes them: calls with
// shapes, values and the tensors between them, without times.
#pragma once

#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::execution_trace {

bool is_execution_trace(const SourceFile& file);

/// The work of the recorded calls, in the order of their data. With `--param kineto=FILE`, a
/// profiler trace of the same run, it is that trace's kernels with their times, and the shapes that
/// it lacks come from here.
workload::Graph read_execution_trace(const SourceFile& file, const ReadOptions& options,
                                     Diagnostics& diagnostics);

}  // namespace systole::frontend::execution_trace
