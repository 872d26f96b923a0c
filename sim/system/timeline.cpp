#include "system/timeline.hpp"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/scalars.hpp"
#include "system/kernel_timeline.hpp"
#include "timing/launch.hpp"

namespace systole::system {

namespace {

constexpr result::TimelineTrack kOperators{1, 1};
constexpr result::TimelineTrack kCommandProcessor{1, 2};

class Layout {
 public:
  Layout(const TimelineParts& parts, result::TimelineSink& sink)
      : parts_(parts),
        sink_(sink),
        clock_(timing::Clock::from_mhz(parts.chip.clock_mhz)),
        kernels_(parts.chip, clock_, sink) {
    if (parts.recorder != nullptr) events_left_ = parts.recorder->detail().events;
  }

  void write() {
    sink_.name_process(kOperators.process, parts_.chip.name + ": " + parts_.program.workload);
    sink_.name_thread(kOperators, "operators");
    sink_.name_thread(kCommandProcessor, "command processor");
    const auto launch = timing::launch_cycles(parts_.chip.launch, clock_);
    Cycles launches = launch.first;
    for (std::size_t step = 0; step < parts_.program.steps.size(); ++step) {
      const Cycles begin = now_;
      const auto& kernels = parts_.program.steps[step].kernels;
      for (std::size_t i = 0; i < kernels.size(); ++i) {
        write_launch(std::exchange(launches, launch.next));
        write_kernel(parts_.runs_of_step[step].at(i),
                     parts_.program.kernels[kernels[i]].header.name);
      }
      write_operator(parts_.program.steps[step], begin);
    }
    sink_.finish();
  }

 private:
  Femtoseconds time(Cycles cycle) const { return clock_.start_of(cycle); }

  void slice(const result::TimelineTrack& track, const std::string& name, Cycles begin,
             const std::string& arguments) {
    sink_.slice({track, name, time(begin), time(now_), arguments});
  }

  void write_launch(Cycles cycles) {
    const Cycles begin = now_;
    now_ += cycles;
    if (cycles > 0) slice(kCommandProcessor, "launch", begin, fmt::format("\"cycles\":{}", cycles));
  }

  void write_kernel(std::size_t run, const std::string& name) {
    const hw::KernelMeasurement& measured = parts_.runs.at(run);
    const Cycles begin = now_;
    now_ += measured.end - measured.begin;
    const hw::Recording* recording =
        parts_.recorder == nullptr ? nullptr : parts_.recorder->run(measured.run);
    const bool again = !shown_.insert(measured.run).second && recording != nullptr;
    slice(
        kCommandProcessor, name, begin,
        fmt::format("\"cycles\":{},\"detail\":\"{}\"", now_ - begin, detail_of(recording, again)));
    if (recording == nullptr || !affordable(*recording)) return;
    kernels_.write(*recording, begin);
  }

  /// Takes what the kernel's detail costs from what is left.
  bool affordable(const hw::Recording& recording) {
    const auto events = static_cast<std::int64_t>(recording.slices.size() + recording.flows.size() +
                                                  recording.dram.size());
    if (events > events_left_) events_left_ = 0;
    if (events_left_ == 0) return false;
    events_left_ -= events;
    return true;
  }

  std::string detail_of(const hw::Recording* recording, bool again) const {
    if (recording == nullptr) return "not simulated";
    const auto events = static_cast<std::int64_t>(recording->slices.size() +
                                                  recording->flows.size() + recording->dram.size());
    if (events > events_left_) return "left out: too many events";
    if (recording->left_out > 0)
      return fmt::format("{} commands left out: too many events", recording->left_out);
    return again ? "as when it was simulated earlier" : "simulated";
  }

  void write_operator(const program::Step& step, Cycles begin) {
    if (step.kernels.empty()) return;
    const program::KernelHeader& header = parts_.program.kernels.at(step.kernels.front()).header;
    slice(kOperators, step.name, begin,
          fmt::format("\"kind\":{},\"m\":{},\"n\":{},\"k\":{},\"cycles\":{},\"kernels\":{}",
                      json_text(header.kind), header.m, header.n, header.k, now_ - begin,
                      step.kernels.size()));
  }

  const TimelineParts& parts_;
  result::TimelineSink& sink_;
  timing::Clock clock_;
  KernelTimeline kernels_;
  Cycles now_ = 0;
  std::int64_t events_left_ = 0;
  std::set<std::size_t> shown_;
};

}  // namespace

void write_timeline(const TimelineParts& parts, result::TimelineSink& sink) {
  Layout(parts, sink).write();
}

}  // namespace systole::system
