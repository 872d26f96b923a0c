// The door of this floor: a name or a file of any known format in, a checked Graph out.
#pragma once

#include <string>

#include "base/error.hpp"
#include "frontend/read_options.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

/// Reads a shipped workload by name or a file by path; its content decides the format. Every
/// mistake is added to `diagnostics`, in one go, and then thrown as one UserError; the graph that
/// comes back is always valid. What the reader skipped or assumed stands in Graph::notes.
workload::Graph read_workload(const std::string& name_or_path, const ReadOptions& options,
                              Diagnostics& diagnostics);

/// The same for text at hand; `path` stands in messages and gives a name to formats without one.
workload::Graph read_workload_text(const std::string& path, std::string text,
                                   const ReadOptions& options, Diagnostics& diagnostics);

}  // namespace systole::frontend
