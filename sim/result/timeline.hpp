// Where a run's timeline goes: what every unit did, and when. A run tells a sink while it goes on;
// the sink writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/units.hpp"

namespace systole::result {

/// unit: when each unit worked; tile: every command and the tokens between them; dram: also every
/// command of a memory with banks.
enum class TimelineLevel { unit, tile, dram };

struct TimelineDetail {
  TimelineLevel level = TimelineLevel::tile;
  std::int64_t cores = 4;           ///< cores that are shown, from number 0
  std::int64_t events = 1'000'000;  ///< at most, of the units
};

/// A line on which slices stand: a thread of a process, in the words of the trace event format.
struct TimelineTrack {
  std::int32_t process = 0;
  std::int32_t thread = 0;
};

class TimelineSink {
 public:
  TimelineSink() = default;
  TimelineSink(const TimelineSink&) = delete;
  TimelineSink& operator=(const TimelineSink&) = delete;
  virtual ~TimelineSink() = default;

  /// Processes and threads are shown in the order of their numbers.
  virtual void name_process(std::int32_t process, std::string_view name) = 0;
  virtual void name_thread(const TimelineTrack& track, std::string_view name) = 0;
  struct Slice {
    TimelineTrack track;
    std::string_view name;
    Femtoseconds begin = 0;
    Femtoseconds end = 0;
    /// Members of a JSON object without its braces ("bytes":64), or empty.
    std::string_view arguments = {};
  };
  /// Slices of one track are either apart or one within the other.
  virtual void slice(const Slice& slice) = 0;
  /// An arrow from the end of one slice to the begin of another.
  struct Flow {
    TimelineTrack from;
    Femtoseconds from_begin = 0;
    Femtoseconds from_end = 0;
    TimelineTrack to;
    Femtoseconds to_begin = 0;
  };
  virtual void flow(const Flow& flow) = 0;
  struct Counter {
    std::int32_t process = 0;
    std::string_view name;
    Femtoseconds time = 0;
    double value = 0.0;
  };
  virtual void counter(const Counter& counter) = 0;
  /// Everything has been told.
  virtual void finish() = 0;
};

}  // namespace systole::result
