// Traffic for a memory on its own: patterns of accesses, and what a memory makes of them.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "config/memory.hpp"
#include "timing/dram_statistics.hpp"

namespace systole::timing {

struct DramAccess {
  Address address = 0;
  Bytes bytes = 0;
  bool write = false;
  Cycles cycle = 0;  ///< of the memory's clock, before which it is not asked for
};

/// Gives the accesses one after the other, and nothing at the end.
using DramAccesses = std::function<std::optional<DramAccess>()>;

enum class DramPatternKind {
  stream,  ///< addresses in order
  stride,  ///< one burst every so many bytes
  random,  ///< bursts anywhere
  mixed    ///< addresses in order, reads and writes in turn as they come
};

struct DramPattern {
  DramPatternKind kind = DramPatternKind::stream;
  Bytes bytes = 64LL << 20;
  double reads = 1.0;  ///< share of the bursts that are read; each is drawn by itself
  Bytes stride = 4096;
  std::uint64_t seed = 1;
};

DramAccesses accesses_of(const DramPattern& pattern, const config::MemoryConfig& memory);

enum class DramLevelOfDetail { tile, cycle };

struct DramDrive {
  DramLevelOfDetail level = DramLevelOfDetail::tile;
  std::int64_t timeline = 0;  ///< commands to write down
};

struct DramOutcome {
  Bytes bytes = 0;
  Femtoseconds time = 0;  ///< until the last data has moved
  DramStatistics statistics;
  std::int64_t steps = 0;  ///< commands that were worked out one by one
  std::vector<DramCommandRecord> timeline;
  Femtoseconds tick = 0;  ///< of the timeline
};

/// Asks for accesses as fast as the memory takes them: as many at a time as its queues hold.
DramOutcome drive_dram(const config::MemoryConfig& memory, const DramAccesses& accesses,
                       const DramDrive& drive);

}  // namespace systole::timing
