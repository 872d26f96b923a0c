// What a trace held, what was linked and what was not, in a few lines.
#pragma once

#include <string>
#include <vector>

#include "frontend/kineto/groups.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::kineto {

std::vector<std::string> notes_of(const Trace& trace, const std::vector<Link>& links,
                                  const std::vector<Group>& groups);

/// One line per kind of operator whose work is unknown or opaque, the longest first.
std::vector<std::string> notes_of(const workload::Graph& graph);

}  // namespace systole::frontend::kineto
