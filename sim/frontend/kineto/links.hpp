// Which operator of the framework a kernel belongs to.
#pragma once

#include <cstddef>
#include <vector>

#include "frontend/kineto/trace.hpp"

namespace systole::frontend::kineto {

/// How a GPU event came to be.
enum class Origin {
  launched,      ///< its launch is in the file
  graph_launch,  ///< by a CUDA graph, whose launch says nothing about its kernels
  unseen         ///< no launch in the file: recording began later
};

struct Link {
  Origin origin = Origin::unseen;
  Id op = kNone;  ///< the innermost host operator, where there is one
};

/// Sorts the trace's host operators by thread and time, sets their parents, and its GPU events by
/// time; then says of each GPU event where it comes from: through correlation and the operator
/// that encloses the launch on its thread, or else through the external id.
std::vector<Link> link(Trace& trace);

}  // namespace systole::frontend::kineto
