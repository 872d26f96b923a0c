// Writes a Graph as a native workload, for instance to edit what another format said.
#pragma once

#include <string>

#include "workload/graph.hpp"

namespace systole::frontend {

/// One operator per line, everything written out: reading the text gives the same graph. Names that
/// occur twice get a number at their end, as the format asks for names that differ.
std::string write_native_workload(const workload::Graph& graph);

}  // namespace systole::frontend
