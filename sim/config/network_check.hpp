// Contradictions between the keys of a network, each key fine by itself.
#pragma once

#include "config/network.hpp"
#include "config/reader.hpp"

namespace systole::config {

/// Reports every contradiction. Keys that were given with a mistake are left alone.
void check_network(const NetworkConfig& network, const KeyPlaces& places, Diagnostics& diagnostics);

}  // namespace systole::config
