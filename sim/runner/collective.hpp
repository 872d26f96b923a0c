// Collectives in a forked child.
#pragma once

#include "system/collective.hpp"

namespace systole::runner {

/// system::simulate in a child process; the run, or the error with its type, comes back through a
/// pipe. Throws ModelError when the child dies.
result::CollectiveRun run_in_child(const config::NetworkConfig& network,
                                   const std::vector<timing::CollectiveJob>& jobs,
                                   const system::CollectiveOptions& options = {});

}  // namespace systole::runner
