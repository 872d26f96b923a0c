// Links, software profiles and workloads of a library, a line each.
#pragma once

#include <string>
#include <vector>

#include "config/link.hpp"
#include "config/network.hpp"
#include "config/software.hpp"
#include "workload/graph.hpp"

namespace systole::report {

std::string links_table(const std::vector<config::LinkConfig>& links);
std::string networks_table(const std::vector<config::NetworkConfig>& networks);
std::string software_table(const std::vector<config::SoftwareProfile>& profiles);

/// What a workload asks for: operators, multiply-accumulates, parameters, element types.
std::string workloads_table(const std::vector<workload::Graph>& graphs);

}  // namespace systole::report
