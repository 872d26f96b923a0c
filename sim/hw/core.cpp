#include "hw/core.hpp"

#include <fmt/format.h>

namespace systole::hw {

Core::Core(const sc_core::sc_module_name& name, const config::CoreConfig& config,
           const Parts& parts)
    : sc_module(name),
      clock_(parts.clock),
      sram_("sram", config),
      dma_("dma", config.dma, Dma::Parts{parts.simulation, tokens_, sram_, clock_}),
      matrix_unit_("matrix_unit", config.matrix,
                   MatrixUnit::Parts{parts.simulation, tokens_, sram_, clock_, parts.engine}) {
  dma_.after_activation = [this] { after_activation(); };
  matrix_unit_.after_activation = [this] { after_activation(); };
}

void Core::start(const program::Kernel& kernel, const KernelOptions& options) {
  kernel_name_ = kernel.header.name;
  tokens_.reset(kernel.header.tokens);
  sram_.begin_kernel(kernel.header);
  dma_.begin_kernel({options.on_chip, options.placement});
  matrix_unit_.begin_kernel(kernel.header, options.reads_back);
  source_ = kernel.open(0);
  begin_ = clock_.first_cycle_at(now());
  has_next_ = source_->next(next_);
  // The engine's first activation starts the kernel, or finishes one that has no commands at all.
  dma_.wake().notify(sc_core::SC_ZERO_TIME);
}

CommandQueue& Core::queue_of(program::Queue which) {
  switch (which) {
    case program::Queue::load:
      return dma_.load_queue();
    case program::Queue::store:
      return dma_.store_queue();
    case program::Queue::compute:
    case program::Queue::vector:
      break;
  }
  return matrix_unit_.queue();
}

sc_core::sc_event& Core::wake_of(program::Queue which) {
  return which == program::Queue::compute || which == program::Queue::vector ? matrix_unit_.wake()
                                                                             : dma_.wake();
}

bool Core::dispatch_one() {
  if (!has_next_) return false;
  CommandQueue& queue = queue_of(next_.queue);
  if (!queue.has_room()) return false;
  queue.push(next_.action);
  wake_of(next_.queue).notify(sc_core::SC_ZERO_TIME);
  has_next_ = source_->next(next_);
  return true;
}

void Core::dispatch() {
  constexpr std::int64_t kCommandsPerPoll = 1024;
  while (dispatch_one()) {
    if (++dispatched_ % kCommandsPerPoll == 0 && poll) poll();
  }
}

bool Core::drained() {
  return !has_next_ && dma_.load_queue().idle() && dma_.store_queue().idle() &&
         matrix_unit_.queue().idle();
}

void Core::after_activation() {
  if (!busy()) return;
  dispatch();
  if (drained()) finish();
}

void Core::finish() {
  KernelMeasurement measured;
  measured.begin = begin_;
  measured.end = clock_.first_cycle_at(now());
  measured.array = matrix_unit_.end_kernel();
  measured.traffic = dma_.traffic();
  measured.sram_filled = sram_.filled();
  measured.sram_drained = sram_.drained();
  source_.reset();
  finished(measured);
}

std::string Core::describe() {
  return fmt::format(
      "core {} in kernel {}: {}; {}; {}{}", name(), kernel_name_, dma_.load_queue().describe(),
      matrix_unit_.queue().describe(), dma_.store_queue().describe(),
      has_next_ ? "; the sequencer holds a command that its queue has no room for" : "");
}

}  // namespace systole::hw
