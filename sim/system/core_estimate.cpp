#include "system/core_estimate.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "timing/transfer_shape.hpp"
#include "timing/vector_timing.hpp"

namespace systole::system {

CoreEstimate::CoreEstimate(const program::Kernel& kernel, std::int64_t number,
                           const config::Chip& chip, bool on_chip)
    : chip_(chip),
      on_chip_(on_chip),
      source_(kernel.open(number)),
      timeline_(chip.core.matrix, kernel.header.dtype),
      books_(chip.core.matrix,
             {kernel.header.dtype, chip.accounting != config::Accounting::scalesim}) {}

const CoreEstimate::Transfer* CoreEstimate::next_transfer() {
  while (source_->next(command_)) {
    if (visit(command_.action)) return &transfer_;
  }
  return nullptr;
}

/// Whether bytes cross the port.
bool CoreEstimate::visit(const program::Action& action) {
  if (const auto* load = std::get_if<program::Load>(&action)) return add(*load);
  if (const auto* store = std::get_if<program::Store>(&action)) return add(*store);
  if (const auto* tile = std::get_if<program::Compute>(&action)) add(*tile);
  if (const auto* work = std::get_if<program::Vector>(&action)) add(*work);
  return false;
}

void CoreEstimate::set_transfer(const program::Region& region, Operand operand, bool write) {
  transfer_ = {region, operand, write,
               timing::transferred_bytes(region, chip_.core.dma.alignment_bytes)};
  ++measured_.traffic.transactions;
}

bool CoreEstimate::add(const program::Load& load) {
  const auto operand = static_cast<std::size_t>(load.operand);
  const Bytes bytes = load.region.bytes();
  measured_.sram_filled[operand] += bytes;
  if (on_chip_ && seen_.insert({load.operand, load.slot}).second) {
    measured_.traffic.already_on_chip[operand] += bytes;
    return false;
  }
  set_transfer(load.region, load.operand, false);
  measured_.traffic.read[operand] += transfer_.moved;
  measured_.traffic.read_waste[operand] += transfer_.moved - bytes;
  if (!worked_) first_fill_ += transfer_.moved;
  return true;
}

bool CoreEstimate::add(const program::Store& store) {
  const auto operand = static_cast<std::size_t>(store.operand);
  measured_.sram_drained[operand] += store.region.bytes();
  set_transfer(store.region, store.operand, true);
  measured_.traffic.written[operand] += transfer_.moved;
  measured_.traffic.written_waste[operand] += transfer_.moved - store.region.bytes();
  last_store_ = transfer_.moved;
  return true;
}

void CoreEstimate::add(const program::Compute& tile) {
  const timing::TileShape shape{tile.m, tile.n, tile.k};
  const timing::TileSpan span =
      tile.continues ? timeline_.continue_fold(shape, 0) : timeline_.run(shape, 0);
  books_.add(tile, span, program::Queue::load);
  worked_ = true;
}

void CoreEstimate::add(const program::Vector& work) {
  measured_.vector.worked = true;
  measured_.vector.busy += timing::vector_cycles(work, chip_.core.vector);
  measured_.vector.simple += work.simple;
  measured_.vector.special += work.special;
  measured_.vector.reductions += work.reductions;
  worked_ = worked_ || chip_.core.vector.lanes > 0;
}

Cycles CoreEstimate::busy() const {
  const hw::ArrayActivity& array = books_.activity();
  const Cycles matrix = array.stream + array.overhead + timeline_.tail();
  const Cycles vector = measured_.vector.worked && chip_.core.vector.lanes > 0
                            ? measured_.vector.busy + chip_.core.vector.latency_cycles
                            : 0;
  return std::max(matrix, vector);
}

Cycles CoreEstimate::port_cycles(Bytes bytes_per_cycle) const {
  if (bytes_per_cycle == 0) return 0;
  const auto all = [](const std::array<Bytes, 3>& bytes) { return bytes[0] + bytes[1] + bytes[2]; };
  return ceil_div(std::max(all(measured_.traffic.read), all(measured_.traffic.written)),
                  bytes_per_cycle);
}

hw::CoreMeasurement CoreEstimate::measured(Cycles begin, Cycles until, Cycles end) const {
  hw::CoreMeasurement m = measured_;
  m.traffic.port_busy = port_cycles(chip_.core.dma.bytes_per_cycle);
  m.array = books_.activity();
  m.end = end;
  if (m.array.worked) {
    m.array.overhead += timeline_.tail();
    m.array.begin = begin;
    const Cycles busy = m.array.stream + m.array.overhead;
    const Cycles waits = std::max<Cycles>(0, until - begin - busy);
    const Cycles for_vector = std::clamp<Cycles>(m.vector.busy - busy, 0, waits);
    m.array.stall_vector = for_vector;
    m.array.stall_load = waits - for_vector;
    m.array.end = begin + busy + waits;
  } else if (m.vector.busy > 0) {
    m.vector.begin = begin;
    m.vector.tail = chip_.core.vector.latency_cycles;
    m.vector.stall_load = std::max<Cycles>(0, until - begin - m.vector.busy - m.vector.tail);
    m.vector.end = begin + m.vector.busy + m.vector.tail + m.vector.stall_load;
  }
  return m;
}

}  // namespace systole::system
