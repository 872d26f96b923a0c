// An execution trace and a profiler trace of the same run: shapes from the one, times from the
// other.
#pragma once

#include "frontend/execution_trace/nodes.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::execution_trace {

/// The graph of the profiler's trace `profile`, whose calls take the inputs of the recorded calls
/// with the same number ("Record function id" there, "rf_id" here) and name. Throws UserError where
/// no call is in both.
workload::Graph join(const Recording& recording, const SourceFile& profile);

}  // namespace systole::frontend::execution_trace
