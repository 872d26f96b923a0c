// Another simulator's memories and traffic, rebuilt from the tables of its answers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/memory.hpp"

namespace systole::test {

/// What the other simulator answered for one memory, map and pattern.
struct DramAnswer {
  std::string memory;  ///< name of the timing set
  std::string map;
  std::string pattern;
  double percent_of_peak = 0.0;
};

/// Organisation and timings of one set, by the names of the table.
using DramTimingSet = std::map<std::string, std::int64_t>;

/// By name of the timing set; `folder` holds timing_sets.csv.
std::map<std::string, DramTimingSet> read_timing_sets(const std::string& folder);
/// Of simulator A, with the map and the pattern that it was asked with.
std::vector<DramAnswer> read_dram_answers(const std::string& folder);
/// What simulators B and C answered for a like memory and pattern, of whatever map comes nearest:
/// "B 95.9, C 94.4", or nothing.
std::string other_answers(const std::string& folder, const DramAnswer& answer);

/// One channel with this timing set and the queues that it was asked with; all-bank refresh, open
/// page.
config::MemoryConfig memory_of(const std::string& name, const DramTimingSet& set,
                               const std::string& map);

/// The share of its peak in percent that our controller reaches on `requests` bursts of a pattern.
double percent_of_peak(const config::MemoryConfig& memory, const std::string& pattern,
                       std::int64_t requests);

}  // namespace systole::test
