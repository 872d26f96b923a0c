#include "hw/command_processor.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "timing/launch.hpp"

namespace systole::hw {

CommandProcessor::CommandProcessor(const sc_core::sc_module_name& name,
                                   const config::LaunchConfig& launch,
                                   const Core::KernelOptions& options, const Parts& parts)
    : sc_module(name),
      next_launch_(timing::launch_cycles(launch, parts.clock).next),
      options_(options),
      parts_(parts) {
  for (const auto& core : parts_.cores) {
    core->finished = [this] { core_finished(); };
    core->poll = [this] {
      if (poll) poll();
    };
  }
  SC_METHOD(activate);
  sensitive << wake_;
}

void CommandProcessor::activate() {
  parts_.simulation.activate([this] {
    if (poll) poll();
    if (!finished()) start(kernels_[measurements_.size()]);
  });
}

void CommandProcessor::start(const Queued& next) {
  const program::KernelHeader& header = next.kernel->header;
  const auto cores = static_cast<std::int64_t>(parts_.cores.size());
  if (header.cores < 1 || header.cores > cores) {
    throw UserError(fmt::format("kernel {} has commands for {} cores, the chip has {} (core.count)",
                                header.name, header.cores, cores));
  }
  dram_busy_before_ = parts_.memory_side.dram_busy();
  traffic_before_ = parts_.memory_side.traffic();
  if (kernel_begins) kernel_begins(header);
  Core::KernelOptions options = options_;
  options.placement = next.placement;
  cores_at_work_ = header.cores;
  for (std::int64_t i = 0; i < header.cores; ++i) {
    parts_.cores[static_cast<std::size_t>(i)]->start(*next.kernel, i, options);
  }
}

void CommandProcessor::core_finished() {
  if (--cores_at_work_ == 0) end_kernel();
}

void CommandProcessor::end_kernel() {
  const auto cores = kernels_[measurements_.size()].kernel->header.cores;
  KernelMeasurement measured;
  for (std::int64_t i = 0; i < cores; ++i) {
    measured.add(parts_.cores[static_cast<std::size_t>(i)]->measurement());
  }
  measured.dram_busy = parts_.memory_side.dram_busy() - dram_busy_before_;
  measured.memory_side = parts_.memory_side.traffic() - traffic_before_;
  measurements_.push_back(measured);
  if (kernel_ended) kernel_ended();
  if (progress) progress(measurements_.size(), kernels_.size());
  const Cycles next = measured.end + next_launch_;
  wake_.notify(to_sc_time(std::max<Femtoseconds>(0, parts_.clock.start_of(next) - now())));
}

std::string CommandProcessor::describe() {
  std::string text;
  for (const auto& core : parts_.cores) {
    if (core->busy()) text += (text.empty() ? "" : "; ") + core->describe();
  }
  return text;
}

}  // namespace systole::hw
