// One recorded kernel as slices, flows and counters of a timeline, at its place in the run.
#pragma once

#include <array>
#include <set>
#include <string>
#include <utility>

#include "config/chip.hpp"
#include "hw/recording.hpp"
#include "result/timeline.hpp"
#include "timing/clock.hpp"

namespace systole::system {

class KernelTimeline {
 public:
  KernelTimeline(const config::Chip& chip, const timing::Clock& clock, result::TimelineSink& sink)
      : chip_(chip), clock_(clock), sink_(sink) {}

  /// `begin` is the kernel's first cycle within the run.
  void write(const hw::Recording& recording, Cycles begin);

 private:
  result::TimelineTrack track_of(const hw::RecordedSlice& slice);
  void name_once(const result::TimelineTrack& track, const std::string& process,
                 const std::string& thread);
  void write_slice(const hw::RecordedSlice& slice);
  void write_counters(const hw::Recording& recording);
  void write_counter(std::int32_t process, const std::string& name, const hw::TimeBuckets& buckets,
                     double scale);
  void write_dram(const hw::Recording& recording);
  Femtoseconds time(Cycles cycle) const { return clock_.start_of(begin_ + cycle); }

  const config::Chip& chip_;
  const timing::Clock& clock_;
  result::TimelineSink& sink_;
  // Of the kernel that is written.
  Cycles begin_ = 0;
  Cycles cycles_ = 0;
  std::set<std::int32_t> named_processes_;
  std::set<std::pair<std::int32_t, std::int32_t>> named_threads_;
};

}  // namespace systole::system
