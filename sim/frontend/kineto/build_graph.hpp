// From grouped GPU events to operators with shapes and measured times.
#pragma once

#include "frontend/kineto/groups.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::kineto {

/// By group, the groups that it waits for.
using Precedents = std::vector<std::vector<std::size_t>>;

/// The graph of a trace. The measured times of its operators add up to those of all GPU events,
/// each counted once. Operators wait for what `precedents` says, or without them for the one before
/// on their stream: data dependencies are not in a profiler's trace.
workload::Graph build_graph(const Trace& trace, const std::vector<Link>& links,
                            const std::vector<Group>& groups,
                            const Precedents* precedents = nullptr);

}  // namespace systole::frontend::kineto
