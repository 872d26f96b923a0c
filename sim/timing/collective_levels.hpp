// How a collective over several levels becomes one collective per level: an all_reduce scatters
// inside, reduces outside and gathers inside, so that only a share crosses the outer links.
#pragma once

#include <vector>

#include "timing/collective.hpp"

namespace systole::timing {

/// What one level has to do.
struct LevelShare {
  std::size_t level = 0;
  CollectiveKind kind = CollectiveKind::all_reduce;
  std::int64_t ranks = 1;
  std::int64_t stride = 1;      ///< members from one rank to the next
  Bytes bytes = 0;              ///< of the larger buffer of one rank
  double links_per_chip = 1.0;  ///< chips of a member share its outer links
};

/// In the order in which they run; levels with one rank are left out.
std::vector<LevelShare> level_shares(const config::NetworkConfig& network,
                                     const CollectiveRequest& request);

/// How the ranks of a request lie on the levels of a network.
struct LevelRanks {
  std::int64_t ranks = 1;
  std::int64_t stride = 1;  ///< in members of the level
  std::int64_t chips = 1;   ///< of one member
};
std::vector<LevelRanks> level_ranks(const config::NetworkConfig& network,
                                    const CollectiveRequest& request);

/// Whole units of what files say in microseconds and in parts of a link.
Femtoseconds femtoseconds(double us);
std::int64_t link_bytes_per_second(const config::NetworkLevel& level, double links_per_chip);

/// 10^9 bytes that one link of the topology carries each way in a second: a port of a switch has
/// all of a member's bandwidth, a link of a torus or a full mesh its part.
double link_gb_per_s(const config::NetworkLevel& level);

/// Bytes that must leave a chip for each byte of its buffer.
double least_factor(const config::NetworkLevel& level, const LevelShare& share);

}  // namespace systole::timing
