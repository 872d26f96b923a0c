// What a memory on its own made of its traffic, as text and as JSON.
#pragma once

#include <string>

#include "timing/dram_traffic.hpp"

namespace systole::report {

struct DramRun {
  const config::MemoryConfig& memory;
  std::string pattern;   ///< what was asked for, for the heading
  std::string fidelity;  ///< tile or cycle
  const timing::DramOutcome& outcome;
};

/// Bandwidth, latencies, row hits, commands, energy where the memory's file knows it, and the
/// timeline if one was kept.
std::string dram_summary(const DramRun& run);
/// The same as one JSON object, ended by a line feed.
std::string dram_json(const DramRun& run);

constexpr const char* kDramSchema = "systole.dram/1";

}  // namespace systole::report
