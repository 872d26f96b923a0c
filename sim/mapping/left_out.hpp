// The operators of a workload that a Program leaves out.
#pragma once

#include <vector>

#include "base/left_out.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

/// The operators that cannot be simulated, by kind, in the order of their first. Throws UserError
/// when nothing else is left and nothing was measured, so that a run would have nothing to tell.
std::vector<LeftOut> left_out_of(const workload::Graph& graph);

}  // namespace systole::mapping
