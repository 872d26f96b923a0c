#include "hw/sram.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "timing/sram_conflicts.hpp"

namespace systole::hw {

namespace {

std::size_t index_of(Operand operand) { return static_cast<std::size_t>(operand); }

}  // namespace

Sram::Sram(const sc_core::sc_module_name& name, const config::CoreConfig& core)
    : sc_module(name), core_(core) {}

void Sram::begin_kernel(const program::KernelHeader& header) {
  kernel_ = header.name;
  filled_ = {};
  drained_ = {};
  moved_ = {};
  element_bits_ = header.element_bits;
  const std::array<program::SlotPlan, 3> plans{header.input, header.weight, header.output};
  Bytes total = 0;
  for (const Operand operand : kOperands) {
    const program::SlotPlan& plan = plans[index_of(operand)];
    operands_[index_of(operand)] = {plan.slot_bytes,
                                    std::vector<SlotState>(static_cast<std::size_t>(plan.slots))};
    total += plan.slots * plan.slot_bytes;
  }
  const Bytes size = core_.sram.size_kib * kKib;
  if (total > size) {
    throw UserError(
        fmt::format("kernel {}: its slots need {} bytes of operand memory, the core has {}; raise "
                    "core.sram.size_kib or use smaller tiles",
                    kernel_, total, size));
  }
}

Sram::SlotState& Sram::slot_of(Operand operand, program::Slot slot) {
  OperandSlots& slots = operands_[index_of(operand)];
  if (slot < 0 || static_cast<std::size_t>(slot) >= slots.slots.size()) {
    throw UserError(
        fmt::format("kernel {}: a command names {} slot {}, but the kernel has {} of them", kernel_,
                    name_of(operand), slot, slots.slots.size()));
  }
  return slots.slots[static_cast<std::size_t>(slot)];
}

void Sram::require_fits(Operand operand, Bytes bytes) const {
  const Bytes room = operands_[index_of(operand)].slot_bytes;
  if (bytes <= room) return;
  throw UserError(
      fmt::format("kernel {}: a transfer of {} bytes does not fit the {} slot of {} bytes", kernel_,
                  bytes, name_of(operand), room));
}

void Sram::require_data(Operand operand, program::Slot slot, const char* who) {
  if (slot_of(operand, slot).holds_data) return;
  throw UserError(fmt::format("kernel {}: a {} reads {} slot {} before anything was put there",
                              kernel_, who, name_of(operand), slot));
}

void Sram::fill(const program::Load& load) {
  require_fits(load.operand, ceil_div(load.region.bytes(), load.fills));
  slot_of(load.operand, load.slot).holds_data = true;
  filled_[index_of(load.operand)] += load.region.bytes();
  moved_[index_of(load.operand)] += load.region.bytes();
}

void Sram::drain(const program::Store& store) {
  require_fits(store.operand, store.region.bytes());
  require_data(store.operand, store.slot, "store");
  drained_[index_of(store.operand)] += store.region.bytes();
  moved_[index_of(store.operand)] += store.region.bytes();
}

void Sram::touch(const program::Compute& compute) {
  require_data(Operand::input, compute.input_slot, "compute");
  require_data(Operand::weight, compute.weight_slot, "compute");
  if (compute.accumulate == program::Accumulate::add) {
    require_data(Operand::output, compute.output_slot, "compute");
  }
  slot_of(Operand::output, compute.output_slot).holds_data = true;
}

// Every operand lies in banks of its own, so the slowest of the three decides.
Cycles Sram::conflicts(const program::Compute& compute) {
  if (core_.sram.banks == 0) return 0;
  const bool adds = compute.accumulate == program::Accumulate::add;
  const auto feeds =
      timing::feeds_of({compute.m, compute.n, compute.k}, core_, element_bits_, adds);
  Cycles lost = 0;
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    lost = std::max(lost, timing::lost_cycles(feeds[i], moved_[i], core_.sram));
  }
  moved_ = {};
  return lost;
}

void Sram::touch(const program::Vector& vector) {
  require_data(vector.from.operand, vector.from.slot, "vector");
  slot_of(vector.to.operand, vector.to.slot).holds_data = true;
}

}  // namespace systole::hw
