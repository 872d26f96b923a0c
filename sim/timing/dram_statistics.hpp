// What a channel counts: commands, row hits, misses and conflicts, latencies, energy.
#pragma once

#include <array>
#include <vector>

#include "config/memory.hpp"
#include "timing/dram_command.hpp"

namespace systole::timing {

/// Latencies in clock cycles: exact up to 63, then 32 steps per doubling, so that a percentile is
/// within 3 %.
class LatencyHistogram {
 public:
  void add(Cycles latency, std::int64_t times = 1);
  void add(const LatencyHistogram& other);

  std::int64_t count() const { return count_; }
  Cycles smallest() const { return smallest_; }
  Cycles largest() const { return largest_; }
  double mean() const;
  /// The smallest latency that `share` (0 to 1) of all do not exceed, rounded up to its step; 0
  /// when empty.
  Cycles percentile(double share) const;

 private:
  static std::size_t bin_of(Cycles latency);
  static Cycles end_of(std::size_t bin);

  std::vector<std::int64_t> bins_;
  std::int64_t count_ = 0;
  std::int64_t sum_ = 0;
  Cycles smallest_ = 0;
  Cycles largest_ = 0;
};

struct DramStatistics {
  std::array<std::int64_t, kDramCommands> commands{};
  std::int64_t reads = 0;  ///< requests answered
  std::int64_t writes = 0;
  std::int64_t forwarded = 0;      ///< reads answered by a waiting write to the same burst
  std::int64_t row_hits = 0;       ///< the row was open when the request was first served
  std::int64_t row_misses = 0;     ///< the bank was closed
  std::int64_t row_conflicts = 0;  ///< another row was open
  Cycles bus_busy = 0;             ///< clock cycles of data, summed over pseudo channels
  LatencyHistogram read_latency;   ///< from arrival to last data
  LatencyHistogram write_latency;

  std::int64_t of(DramCommand command) const { return commands[static_cast<std::size_t>(command)]; }
  std::int64_t column_commands() const;
  std::int64_t all_commands() const;
  void add(const DramStatistics& other);
};

/// Energy in picojoule. What the memory's file does not know is 0.
struct DramEnergyUse {
  double activate = 0.0;
  double read = 0.0;
  double write = 0.0;
  double refresh = 0.0;
  double background = 0.0;
  double total() const { return activate + read + write + refresh + background; }
};

/// Of all channels together over `time`.
DramEnergyUse energy_of(const DramStatistics& statistics, const config::MemoryConfig& memory,
                        Femtoseconds time);

}  // namespace systole::timing
