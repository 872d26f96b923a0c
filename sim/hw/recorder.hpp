// Writes down what the units of a chip do, kernel by kernel, within a bounded number of events.
#pragma once

#include <memory>
#include <vector>

#include "config/chip.hpp"
#include "hw/core_recorder.hpp"
#include "hw/recording.hpp"
#include "result/timeline.hpp"

namespace systole::hw {

class Recorder {
 public:
  Recorder(const result::TimelineDetail& detail, const config::CoreConfig& core,
           std::int64_t cores);

  const result::TimelineDetail& detail() const { return detail_; }
  QueueObserver* core(std::int64_t number) {
    return cores_[static_cast<std::size_t>(number)].get();
  }

  /// Runs are numbered from 0 in the order in which they are launched, whether they are simulated
  /// or not.
  void begin_run(std::size_t run, Cycles at, Femtoseconds time);
  void end_run(Cycles cycles);
  void dram_command(const timing::DramCommandRecord& record, Femtoseconds tick);

  /// Null where the run was not simulated.
  const Recording* run(std::size_t number) const {
    return number < runs_.size() ? runs_[number].get() : nullptr;
  }
  std::int64_t left_out() const { return budget_.left_out; }

 private:
  result::TimelineDetail detail_;
  EventBudget budget_;
  std::vector<std::unique_ptr<CoreRecorder>> cores_;
  std::vector<std::unique_ptr<Recording>> runs_;
  Recording* now_ = nullptr;
  Femtoseconds begin_ = 0;
};

}  // namespace systole::hw
