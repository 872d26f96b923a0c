// Elaborates the links of a network and runs collectives on them.
#pragma once

#include <vector>

#include "config/network.hpp"
#include "result/collective_run.hpp"
#include "timing/collective_schedule.hpp"

namespace systole::system {

struct CollectiveOptions {
  /// Every rank as it is, also where one could stand for all.
  bool every_rank = false;
};

/// Runs all jobs on one network, where they contend for links. A job alone whose ranks are alike is
/// simulated for one of them. As system::run it elaborates once per process: fork. The books are
/// checked before it returns.
result::CollectiveRun simulate(const config::NetworkConfig& network,
                               const std::vector<timing::CollectiveJob>& jobs,
                               const CollectiveOptions& options);

}  // namespace systole::system
