// What exchanges of a plan take on a network.
#pragma once

#include "config/network.hpp"
#include "llm/parts.hpp"

namespace systole::llm {

/// Chips that share products are neighbours, then replicas, then pipeline stages: so the innermost
/// level of the network has the most frequent exchanges. Throws UserError where the network has
/// fewer chips than the plan.
Exchange exchange_on(const config::NetworkConfig& network, const ParallelPlan& plan);

}  // namespace systole::llm
