#include "system/analytic.hpp"

#include <algorithm>
#include <set>

#include "hw/array_books.hpp"
#include "timing/clock.hpp"
#include "timing/memory_channels.hpp"
#include "timing/transfer_shape.hpp"

namespace systole::system {

namespace {

/// Walks a kernel's commands once and adds up what each unit does.
class Estimator {
 public:
  Estimator(const config::Chip& chip, bool on_chip)
      : chip_(chip),
        clock_(timing::Clock::from_mhz(chip.clock_mhz)),
        timeline_(chip.core.matrix),
        books_(chip.core.matrix, chip.accounting != config::Accounting::scalesim),
        on_chip_(on_chip) {}

  void visit(const program::Action& action) {
    if (const auto* load = std::get_if<program::Load>(&action)) return add(*load);
    if (const auto* store = std::get_if<program::Store>(&action)) return add(*store);
    if (const auto* tile = std::get_if<program::Compute>(&action)) return add(*tile);
  }

  hw::KernelMeasurement finish() {
    hw::KernelMeasurement& m = measured_;
    m.array = books_.activity();
    if (m.array.worked) m.array.overhead += timeline_.tail();
    const Cycles busy = m.array.stream + m.array.overhead;
    const Cycles dram = transfer_cycles(total_bytes_);
    const Cycles fill = latency_cycles() + transfer_cycles(first_fill_bytes_);
    const Cycles drain =
        last_store_bytes_ > 0 ? latency_cycles() + transfer_cycles(last_store_bytes_) : 0;
    const Cycles hidden = transfer_cycles(first_fill_bytes_) + transfer_cycles(last_store_bytes_);
    m.array.begin = m.array.worked ? fill : 0;
    m.array.stall_load = m.array.worked ? std::max<Cycles>(0, dram - hidden - busy) : 0;
    m.array.end = m.array.begin + busy + m.array.stall_load;
    m.end = m.array.worked ? m.array.end + drain : latency_cycles() + dram;
    m.dram_busy = ideal() ? 0 : timing::transfer_time(total_bytes_, channel_bytes_per_second());
    return m;
  }

 private:
  bool ideal() const { return chip_.dram.model == config::DramModel::ideal; }
  std::int64_t channel_bytes_per_second() const {
    const timing::MemoryChannels memory(chip_.dram);
    return memory.bytes_per_second() / memory.channels();
  }
  Cycles transfer_cycles(Bytes bytes) const {
    if (ideal() || bytes == 0) return 0;
    return clock_.first_cycle_at(
        timing::transfer_time(bytes, timing::MemoryChannels(chip_.dram).bytes_per_second()));
  }
  Cycles latency_cycles() const {
    return clock_.first_cycle_at(timing::MemoryChannels(chip_.dram).latency());
  }

  Bytes moved_bytes(const program::Region& region) const {
    return timing::transferred_bytes(region, chip_.core.dma.alignment_bytes);
  }

  void add(const program::Load& load) {
    const auto operand = static_cast<std::size_t>(load.operand);
    const Bytes bytes = load.region.bytes();
    measured_.sram_filled[operand] += bytes;
    if (on_chip_ && seen_.insert({load.operand, load.slot}).second) {
      measured_.traffic.already_on_chip[operand] += bytes;
      return;
    }
    const Bytes moved = moved_bytes(load.region);
    measured_.traffic.read[operand] += moved;
    measured_.traffic.read_waste[operand] += moved - bytes;
    count_transfer(moved);
    if (!books_.activity().worked) first_fill_bytes_ += moved;
  }

  void add(const program::Store& store) {
    const auto operand = static_cast<std::size_t>(store.operand);
    measured_.sram_drained[operand] += store.region.bytes();
    const Bytes moved = moved_bytes(store.region);
    measured_.traffic.written[operand] += moved;
    measured_.traffic.written_waste[operand] += moved - store.region.bytes();
    count_transfer(moved);
    last_store_bytes_ = moved;
  }

  void add(const program::Compute& tile) {
    const timing::TileShape shape{tile.m, tile.n, tile.k};
    const timing::TileSpan span =
        tile.continues ? timeline_.continue_fold(shape, 0) : timeline_.run(shape, 0);
    books_.add(tile, span, program::Queue::load);
  }

  void count_transfer(Bytes bytes) {
    total_bytes_ += bytes;
    ++measured_.traffic.transactions;
  }

  const config::Chip& chip_;
  timing::Clock clock_;
  timing::ArrayTimeline timeline_;
  hw::ArrayBooks books_;
  bool on_chip_;
  std::set<std::pair<Operand, program::Slot>> seen_;
  hw::KernelMeasurement measured_;
  Bytes total_bytes_ = 0;
  Bytes first_fill_bytes_ = 0;
  Bytes last_store_bytes_ = 0;
};

}  // namespace

hw::KernelMeasurement estimate(const program::Kernel& kernel, const config::Chip& chip,
                               bool on_chip) {
  Estimator estimator(chip, on_chip);
  const std::unique_ptr<program::CommandSource> source = kernel.open(0);
  program::Command command;
  while (source->next(command)) estimator.visit(command.action);
  return estimator.finish();
}

}  // namespace systole::system
