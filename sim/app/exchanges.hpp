// The collectives of a workload on a network, counted apart from the chip's own time.
#pragma once

#include <optional>
#include <string>

#include "app/arguments.hpp"
#include "config/network.hpp"
#include "workload/graph.hpp"

namespace systole::app {

/// --network, for commands that take workloads.
Option network_option();

/// The network of --network, or nothing where none is given.
std::optional<config::NetworkConfig> network_from(const Arguments& arguments);

/// Lines that say what the collectives of the workload take on the network, one after the other:
/// nothing is assumed to happen while a chip works on something else.
std::string exchanges_text(const workload::Graph& graph, const config::NetworkConfig& network);

}  // namespace systole::app
