#include "hw/core.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace systole::hw {

Core::Core(const sc_core::sc_module_name& name, const config::CoreConfig& config,
           const Parts& parts)
    : sc_module(name),
      parts_(parts),
      sram_("sram", config),
      dma_("dma", config.dma, Dma::Parts{tokens_, sram_, parts.clock}),
      matrix_unit_("matrix_unit", config.matrix, MatrixUnit::Parts{tokens_, sram_, parts.engine}),
      vector_unit_("vector_unit", config.vector, VectorUnit::Parts{tokens_, sram_}) {
  for (CommandQueue* queue : queues()) queue->watch(parts.observer);
  dma_.woken = [this](Cycles at) { wake_in(at); };
  matrix_unit_.woken = [this] { wake_.notify(sc_core::SC_ZERO_TIME); };
  SC_METHOD(activate);
  sensitive << wake_;
  dont_initialize();
}

void Core::start(const program::Kernel& kernel, std::int64_t number, const KernelOptions& options) {
  kernel_name_ = kernel.header.name;
  tokens_.reset(kernel.header.tokens);
  sram_.begin_kernel(kernel.header);
  const std::int64_t cluster = kernel.header.cluster;
  dma_.begin_kernel({options.on_chip,
                     options.placement,
                     {number / cluster, number % cluster, cluster},
                     kernel.header.piece_bytes});
  matrix_unit_.begin_kernel(kernel.header, options.reads_back);
  vector_unit_.begin_kernel();
  source_ = kernel.open(number);
  measured_ = {};
  measured_.begin = parts_.clock.first_cycle_at(now());
  has_next_ = source_->next(next_);
  wake_.notify(sc_core::SC_ZERO_TIME);
}

void Core::activate() {
  parts_.simulation.activate([this] {
    if (!busy()) return;
    const Cycles cycle = parts_.clock.first_cycle_at(now());
    work(cycle);
    if (drained()) return finish(cycle);
    schedule_next(cycle);
  });
}

// Stores go first, because they free slots; whatever one queue completes may let another go on in
// the same cycle.
void Core::work(Cycles cycle) {
  bool moved = true;
  while (moved) {
    dma_.release_finished(cycle);
    moved = dispatch();
    for (CommandQueue* queue : queues()) moved |= queue->advance(cycle);
  }
}

bool Core::dispatch() {
  constexpr std::int64_t kCommandsPerPoll = 1024;
  bool moved = false;
  while (has_next_) {
    CommandQueue& queue = queue_of(next_.queue);
    if (!queue.has_room()) break;
    queue.push(std::move(next_.action));
    has_next_ = source_->next(next_);
    moved = true;
    if (++dispatched_ % kCommandsPerPoll == 0 && poll) poll();
  }
  return moved;
}

CommandQueue& Core::queue_of(program::Queue which) {
  switch (which) {
    case program::Queue::load:
      return dma_.load_queue();
    case program::Queue::store:
      return dma_.store_queue();
    case program::Queue::vector:
      return vector_unit_.queue();
    case program::Queue::compute:
      break;
  }
  return matrix_unit_.queue();
}

std::array<CommandQueue*, 4> Core::queues() {
  return {&dma_.store_queue(), &dma_.load_queue(), &matrix_unit_.queue(), &vector_unit_.queue()};
}

void Core::wake_in(Cycles cycle) {
  const Femtoseconds at = parts_.clock.start_of(cycle);
  wake_.notify(to_sc_time(std::max<Femtoseconds>(0, at - now())));
}

void Core::schedule_next(Cycles now) {
  constexpr Cycles kNever = std::numeric_limits<Cycles>::max();
  Cycles next = dma_.next_release().value_or(kNever);
  for (const CommandQueue* queue : queues()) {
    next = std::min(next, queue->next_event().value_or(kNever));
  }
  if (next != kNever) wake_in(std::max(next, now));
}

bool Core::drained() {
  const auto all = queues();
  return !has_next_ && std::all_of(all.begin(), all.end(),
                                   [](const CommandQueue* queue) { return queue->idle(); });
}

void Core::finish(Cycles now) {
  measured_.end = now;
  measured_.array = matrix_unit_.end_kernel();
  measured_.vector = vector_unit_.end_kernel();
  measured_.traffic = dma_.traffic();
  measured_.sram_filled = sram_.filled();
  measured_.sram_drained = sram_.drained();
  source_.reset();
  finished();
}

std::string Core::describe() {
  std::string text = fmt::format("core {} in kernel {}: ", name(), kernel_name_);
  for (const CommandQueue* queue : queues()) text += queue->describe() + "; ";
  if (has_next_) text += "the sequencer holds a command that its queue has no room for; ";
  text.resize(text.size() - 2);
  return text;
}

}  // namespace systole::hw
