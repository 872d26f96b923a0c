#include "system/analytic.hpp"

#include <algorithm>
#include <optional>

#include "base/checked.hpp"
#include "system/core_estimate.hpp"
#include "timing/clock.hpp"
#include "timing/memory_channels.hpp"
#include "timing/shared_buffer_timing.hpp"

namespace systole::system {

namespace {

/// What a chip's cores share: how long it takes to move bytes through it.
class SharedSide {
 public:
  SharedSide(const config::Chip& chip, const timing::Clock& clock)
      : chip_(chip), clock_(clock), memory_(chip.dram) {
    if (chip.shared_buffer.exists()) buffer_.emplace(chip.shared_buffer, clock);
  }

  void move(const CoreEstimate::Transfer& transfer) {
    moved_ += transfer.moved;
    if (!buffer_) return past_buffer(transfer.moved);
    timing::SharedBufferTiming::Request request;
    request.region = transfer.region;
    request.granule = chip_.core.dma.alignment_bytes;
    request.write = transfer.write;
    request.operand = transfer.operand;
    for (const timing::MemoryTransfer& asked : buffer_->request(request).transfers) {
      if (asked.kind == timing::MemoryTransfer::Kind::fill) buffer_->filled(asked, 0);
      const auto operand = static_cast<std::size_t>(asked.operand);
      (asked.is_write() ? traffic_.dram_written : traffic_.dram_read)[operand] += asked.piece.bytes;
      ++traffic_.dram_transactions;
      past_buffer(asked.piece.bytes);
    }
  }

  Cycles latency() const {
    const Femtoseconds buffer = buffer_ ? buffer_->latency() : 0;
    return clock_.first_cycle_at(memory_.latency() + buffer);
  }
  /// Of bytes that come from DRAM alone.
  Cycles dram_cycles(Bytes bytes) const { return cycles(bytes, memory_.bytes_per_second()); }
  /// Of everything that was moved: DRAM's and the shared buffer's time, whichever is longer.
  Cycles busy() const {
    const Cycles buffer = buffer_ ? cycles(moved_, buffer_->bytes_per_second()) : 0;
    return std::max(dram_cycles(dram_bytes_), buffer);
  }
  Femtoseconds dram_busy() const {
    if (memory_.bytes_per_second() == 0) return 0;
    return timing::transfer_time(dram_bytes_, memory_.bytes_per_second() / memory_.channels());
  }
  hw::MemorySideTraffic traffic() const {
    hw::MemorySideTraffic traffic = traffic_;
    traffic.at_buffer = buffer_.has_value();
    if (!buffer_) return traffic;
    traffic.buffer = buffer_->statistics();
    traffic.buffer_dirty = buffer_->dirty_bytes();
    return traffic;
  }

 private:
  void past_buffer(Bytes bytes) { dram_bytes_ += bytes; }
  Cycles cycles(Bytes bytes, std::int64_t bytes_per_second) const {
    if (bytes_per_second == 0 || bytes == 0) return 0;
    return clock_.first_cycle_at(timing::transfer_time(bytes, bytes_per_second));
  }

  const config::Chip& chip_;
  timing::Clock clock_;
  timing::MemoryChannels memory_;
  std::optional<timing::SharedBufferTiming> buffer_;
  hw::MemorySideTraffic traffic_;
  Bytes moved_ = 0;
  Bytes dram_bytes_ = 0;
};

/// All cores go on by one transfer each until none has any left.
void take_turns(std::vector<CoreEstimate>& cores, SharedSide& shared) {
  std::vector<CoreEstimate*> at_work;
  for (CoreEstimate& core : cores) at_work.push_back(&core);
  while (!at_work.empty()) {
    std::vector<CoreEstimate*> left;
    for (CoreEstimate* core : at_work) {
      const CoreEstimate::Transfer* transfer = core->next_transfer();
      if (transfer == nullptr) continue;
      shared.move(*transfer);
      left.push_back(core);
    }
    at_work = std::move(left);
  }
}

/// When a core's units begin and are done, and its last byte is stored.
hw::CoreMeasurement measure(const CoreEstimate& core, const config::Chip& chip,
                            const SharedSide& shared, std::int64_t cores) {
  // At either end every core moves its own bytes at once.
  const Cycles fill_transfer = shared.dram_cycles(core.first_fill_bytes() * cores);
  const Cycles drain_transfer = shared.dram_cycles(core.last_store_bytes() * cores);
  const Cycles drain = core.last_store_bytes() > 0 ? shared.latency() + drain_transfer : 0;
  const Cycles port = core.port_cycles(chip.core.dma.bytes_per_cycle);
  if (!core.worked()) {
    const Cycles end = shared.latency() + std::max(shared.busy(), port);
    return core.measured(0, end, end);
  }
  const Cycles begin = shared.latency() + fill_transfer;
  const Cycles hidden = fill_transfer + drain_transfer;
  const Cycles until = begin + std::max({core.busy(), shared.busy() - hidden, port});
  return core.measured(begin, until, until + drain);
}

}  // namespace

hw::KernelMeasurement estimate(const program::Kernel& kernel, const config::Chip& chip,
                               bool on_chip) {
  const timing::Clock clock = timing::Clock::from_mhz(chip.clock_mhz);
  SharedSide shared(chip, clock);
  std::vector<CoreEstimate> cores;
  for (std::int64_t i = 0; i < kernel.header.cores; ++i) {
    cores.emplace_back(kernel, i, chip, on_chip);
  }
  take_turns(cores, shared);
  hw::KernelMeasurement measured;
  for (const CoreEstimate& core : cores) {
    measured.add(measure(core, chip, shared, kernel.header.cores));
  }
  measured.slow_down(timing::PowerLimit(chip));
  measured.dram_busy = shared.dram_busy();
  measured.memory_side = shared.traffic();
  return measured;
}

}  // namespace systole::system
