#include "hw/recorder.hpp"

#include <algorithm>

namespace systole::hw {

Recorder::Recorder(const result::TimelineDetail& detail, const config::CoreConfig& core,
                   std::int64_t cores)
    : detail_(detail) {
  budget_.left = detail.events;
  for (std::int64_t i = 0; i < cores; ++i) {
    const bool shown = i < detail.cores;
    cores_.push_back(std::make_unique<CoreRecorder>(
        CoreRecorder::Settings{static_cast<std::int32_t>(i), shown,
                               detail.level == result::TimelineLevel::unit, core.dma},
        budget_));
  }
}

void Recorder::begin_run(std::size_t run, Cycles at, Femtoseconds time) {
  if (runs_.size() <= run) runs_.resize(run + 1);
  runs_[run] = std::make_unique<Recording>();
  now_ = runs_[run].get();
  now_->filled_slots.resize(
      static_cast<std::size_t>(std::min(detail_.cores, static_cast<std::int64_t>(cores_.size()))));
  begin_ = time;
  for (const auto& core : cores_) core->begin_run(*now_, at);
}

void Recorder::end_run(Cycles cycles) {
  now_->cycles = cycles;
  for (const auto& core : cores_) core->end_run();
}

void Recorder::dram_command(const timing::DramCommandRecord& record, Femtoseconds tick) {
  if (now_ == nullptr) return;
  if (!budget_.take()) {
    ++now_->left_out;
    return;
  }
  now_->dram.push_back({record.tick * tick - begin_, record.command,
                        static_cast<std::int16_t>(record.channel), record.location.bank,
                        record.location.row});
}

}  // namespace systole::hw
