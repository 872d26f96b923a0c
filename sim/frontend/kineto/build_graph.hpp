// From grouped GPU events to operators with shapes and measured times.
#pragma once

#include "frontend/kineto/groups.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::kineto {

/// The graph of a trace. The measured times of its operators add up to those of all GPU events,
/// each counted once. Operators wait for the one before them on their stream: data dependencies
/// are not in a trace.
workload::Graph build_graph(const Trace& trace, const std::vector<Link>& links,
                            const std::vector<Group>& groups);

}  // namespace systole::frontend::kineto
