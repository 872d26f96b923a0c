// How busy each resource of a chip is while an operator runs.
#pragma once

#include "result/result.hpp"

namespace systole::result {

/// Shares of an operator's time, by kBounds without the last of them; all 0 for an operator that
/// takes no time.
using BusyShares = std::array<double, kBounds.size() - 1>;
BusyShares busy_shares(const OperatorResult& op, const MachineFacts& machine);

/// Share of all cores' time in which a core waits for the longest one, cores without work included.
double idle_share(const OperatorResult& op, const MachineFacts& machine);

}  // namespace systole::result
