#include "hw/command_processor.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "hw/left_by_run.hpp"
#include "timing/launch.hpp"

namespace systole::hw {

CommandProcessor::CommandProcessor(const sc_core::sc_module_name& name, const Settings& settings,
                                   const Parts& parts)
    : sc_module(name),
      next_launch_(timing::launch_cycles(settings.launch, parts.clock).next),
      options_(settings.kernel),
      recorder_(settings.recorder),
      parts_(parts) {
  SharedBuffer* const buffer = parts.memory_side.shared_buffer();
  if (settings.recalls && buffer != nullptr) known_ = std::make_unique<KnownRuns>(buffer->state());
  for (const auto& core : parts_.cores) {
    core->finished = [this] { core_finished(); };
    core->poll = [this] {
      if (poll) poll();
    };
  }
  SC_METHOD(activate);
  sensitive << wake_;
}

// Whether a kernel pushes out what another has left depends on the order in which blocks were used,
// so all must find room: those before, and then those that are looked at.
bool CommandProcessor::tell_before() {
  SharedBuffer* const buffer = parts_.memory_side.shared_buffer();
  if (buffer == nullptr || options_.on_chip) return before_.empty();
  bool all_fit = hold(before_);
  if (all_fit && !(before_ == kernels_)) {
    const timing::SharedBufferTiming left = buffer->state();
    all_fit = hold(kernels_);
    buffer->state() = left;
  }
  if (!all_fit) buffer->state().clear();
  return all_fit;
}

bool CommandProcessor::hold(const Queue& kernels) {
  LeftByRun left(parts_.memory_side.shared_buffer()->state(), parts_.alignment_bytes);
  return std::all_of(kernels.begin(), kernels.end(), [&](const Queued& queued) {
    return left.add(*queued.kernel, queued.placement);
  });
}

void CommandProcessor::begin_of_simulation() {
  begun_ = true;
  if (!before_.empty() && !tell_before()) {
    kernels_.insert(kernels_.begin(), before_.begin(), before_.end());
    simulated_before_ = before_.size();
  }
  for (const Queued& queued : kernels_) ++to_come_[queued.kernel];
}

void CommandProcessor::activate() {
  parts_.simulation.activate([this] {
    if (poll) poll();
    if (!begun_) begin_of_simulation();
    while (!finished() && recall(next())) {
    }
    if (!finished()) start(next());
  });
}

bool CommandProcessor::recall(const Queued& queued) {
  if (!known_) return false;
  const KernelMeasurement* measured = known_->recall(*queued.kernel, queued.placement);
  if (measured == nullptr) return false;
  measurements_.push_back(*measured);
  --to_come_[queued.kernel];
  ++recalled_;
  if (progress) progress(measurements_.size(), kernels_.size());
  return true;
}

void CommandProcessor::start(const Queued& queued) {
  const program::KernelHeader& header = queued.kernel->header;
  const auto cores = static_cast<std::int64_t>(parts_.cores.size());
  if (header.cores < 1 || header.cores > cores) {
    throw UserError(fmt::format("kernel {} has commands for {} cores, the chip has {} (core.count)",
                                header.name, header.cores, cores));
  }
  dram_busy_before_ = parts_.memory_side.dram_busy();
  traffic_before_ = parts_.memory_side.traffic();
  if (kernel_begins) kernel_begins(header);
  if (recorder_ != nullptr)
    recorder_->begin_run(measurements_.size(), parts_.clock.first_cycle_at(now()), now());
  comes_again_ = --to_come_[queued.kernel] > 0;
  if (known_ && comes_again_) known_->begin(*queued.kernel, queued.placement);
  SharedBuffer* const buffer = parts_.memory_side.shared_buffer();
  if (buffer != nullptr) buffer->state().forget_clusters();
  Core::KernelOptions options = options_;
  options.placement = queued.placement;
  cores_at_work_ = header.cores;
  for (std::int64_t i = 0; i < header.cores; ++i) {
    parts_.cores[static_cast<std::size_t>(i)]->start(*queued.kernel, i, options);
  }
}

void CommandProcessor::core_finished() {
  if (--cores_at_work_ == 0) end_kernel();
}

void CommandProcessor::end_kernel() {
  const auto cores = next().kernel->header.cores;
  KernelMeasurement measured;
  measured.run = measurements_.size();
  for (std::int64_t i = 0; i < cores; ++i) {
    measured.add(parts_.cores[static_cast<std::size_t>(i)]->measurement());
  }
  measured.slow_down(parts_.power);
  measured.dram_busy = parts_.memory_side.dram_busy() - dram_busy_before_;
  measured.memory_side = parts_.memory_side.traffic() - traffic_before_;
  measurements_.push_back(measured);
  if (known_ && comes_again_) known_->end(measured);
  if (recorder_ != nullptr) recorder_->end_run(measured.end - measured.begin);
  if (kernel_ended) kernel_ended();
  if (progress) progress(measurements_.size(), kernels_.size());
  const Femtoseconds next_start = parts_.clock.start_of(measured.end + next_launch_);
  wake_.notify(to_sc_time(std::max<Femtoseconds>(0, next_start - now())));
}

std::string CommandProcessor::describe() {
  std::string text;
  for (const auto& core : parts_.cores) {
    if (core->busy()) text += (text.empty() ? "" : "; ") + core->describe();
  }
  return text;
}

}  // namespace systole::hw
