// Lays what was recorded kernel by kernel out over the whole run.
#pragma once

#include <vector>

#include "config/chip.hpp"
#include "hw/measurement.hpp"
#include "hw/recorder.hpp"
#include "program/program.hpp"
#include "result/timeline.hpp"

namespace systole::system {

/// Everything a timeline is made from.
struct TimelineParts {
  const config::Chip& chip;
  const program::Program& program;
  /// Of each step: the runs of its kernels.
  const std::vector<std::vector<std::size_t>>& runs_of_step;
  const std::vector<hw::KernelMeasurement>& runs;
  const hw::Recorder* recorder = nullptr;  ///< null: units are not known (analytic)
};

/// Steps follow each other as in the Result: launch, then kernel. A kernel that was simulated once
/// and is used again, or was known from an earlier run, shows what its units did when it was
/// simulated, at its own place. Detail ends, and says so, when the sink has been told as many
/// events of units as the recorder's detail allows.
void write_timeline(const TimelineParts& parts, result::TimelineSink& sink);

}  // namespace systole::system
