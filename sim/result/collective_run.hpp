// What a simulated collective, or several at once, returns: integers and names.
#pragma once

#include <string>
#include <vector>

#include "base/units.hpp"

namespace systole::result {

struct LinkBooks {
  std::string name;
  std::int64_t messages = 0;
  Bytes bytes_in = 0;  ///< with the protocol's flags
  Bytes bytes_out = 0;
  Femtoseconds busy = 0;
  Femtoseconds waited = 0;  ///< by messages, for others
};

struct ChipBooks {
  std::int32_t chip = 0;  ///< -1: the switches, which send what they add up and copy
  Bytes sent = 0;         ///< payload
  Bytes received = 0;
};

struct CollectiveRun {
  std::vector<Femtoseconds> ends;  ///< of each job, counted from the start of the run
  std::vector<LinkBooks> links;
  std::vector<ChipBooks> chips;
  Bytes payload = 0;  ///< asked for by all messages
  Bytes wire = 0;     ///< the same with flags, once for each link on the way
  std::int64_t messages = 0;
  std::int64_t ranks_per_chip = 1;  ///< that each chip of these books stands for
  std::int64_t activations = 0;     ///< of SystemC processes
};

/// What went into each link came out of it, and what all chips sent was received. Throws ModelError
/// where the books do not balance.
void check_books(const CollectiveRun& run);

}  // namespace systole::result
