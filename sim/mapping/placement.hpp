// Where the tensors of a workload lie in memory, so that what one operator leaves in a shared
// buffer is found by the operator that reads it, and by no other.
#pragma once

#include <array>
#include <vector>

#include "base/units.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

/// What is added to the addresses of an operator's input, weight and output, see program::Step.
using Placement = std::array<Address, 3>;

/// Every output and every weight gets memory of its own. An operator reads the output of the first
/// operator it depends on as its input; a product, sum or attention of two such outputs reads the
/// second as its weight, and self-attention finds keys and values behind its queries. Inputs that
/// no operator makes lie by themselves.
std::vector<Placement> place(const workload::Graph& graph);

}  // namespace systole::mapping
