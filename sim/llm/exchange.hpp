// What exchanges of a plan take on a network.
#pragma once

#include "config/network.hpp"
#include "config/software.hpp"
#include "llm/parts.hpp"

namespace systole::llm {

/// Chips that share products are neighbours, then replicas, then pipeline stages: so the innermost
/// level of the network has the most frequent exchanges. `stack` is what a software profile adds.
/// Throws UserError where the network has fewer chips than the plan.
Exchange exchange_on(const config::NetworkConfig& network, const ParallelPlan& plan,
                     const config::ExchangeConfig& stack = {});

}  // namespace systole::llm
