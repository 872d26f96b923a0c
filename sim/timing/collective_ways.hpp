// What a library can choose from for one level of a collective: algorithms and protocols with what
// they cost.
#pragma once

#include <vector>

#include "timing/collective_levels.hpp"

namespace systole::timing {

struct CollectiveWay {
  CollectiveAlgorithm algorithm = CollectiveAlgorithm::ring;
  Protocol protocol = Protocol::simple;
  Femtoseconds start = 0;
  Femtoseconds step = 0;    ///< above the link's latency
  double efficiency = 1.0;  ///< payload over bytes on the link
};

/// All ways that the topology, the library and the request allow; none where they exclude one
/// another. `rate`: bytes that a link carries in a second.
std::vector<CollectiveWay> ways_of(const config::NetworkLevel& level, const LevelShare& share,
                                   const CollectiveRequest& request, std::int64_t rate);

}  // namespace systole::timing
