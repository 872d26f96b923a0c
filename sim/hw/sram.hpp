// A core's operand memory: slots per operand, what lies in them, and how often they are read and
// written.
#pragma once

#include <array>
#include <vector>

#include "config/chip.hpp"
#include "hw/systemc.hpp"
#include "program/command.hpp"
#include "result/result.hpp"

namespace systole::hw {

/// No process of its own: the DMA engine and the matrix unit call it at the times they work. It
/// refuses what the hardware could not do: a slot that does not exist, a tile larger than its slot,
/// a read of an empty slot.
class Sram : public sc_core::sc_module {
 public:
  Sram(const sc_core::sc_module_name& name, const config::CoreConfig& core);

  /// Divides the memory for a kernel; all slots are empty. Throws UserError when the plan does not
  /// fit.
  void begin_kernel(const program::KernelHeader& header);

  void fill(const program::Load& load);
  void drain(const program::Store& store);
  /// Checks the slots that a tile works on.
  void touch(const program::Compute& compute);
  void touch(const program::Vector& vector);
  /// Cycles for which the array stands still while it works on a tile, because banks are in use.
  /// What the DMA engine has moved since the tile before is taken to move at the same time.
  Cycles conflicts(const program::Compute& compute);

  const std::array<Bytes, 3>& filled() const { return filled_; }
  const std::array<Bytes, 3>& drained() const { return drained_; }

 private:
  struct SlotState {
    bool holds_data = false;
  };
  struct OperandSlots {
    Bytes slot_bytes = 0;
    std::vector<SlotState> slots;
  };
  SlotState& slot_of(Operand operand, program::Slot slot);
  void require_fits(Operand operand, Bytes bytes) const;
  void require_data(Operand operand, program::Slot slot, const char* who);

  config::CoreConfig core_;
  std::string kernel_;
  std::array<OperandSlots, 3> operands_;
  std::array<Bytes, 3> filled_{};
  std::array<Bytes, 3> drained_{};
  std::array<Bytes, 3> moved_{};  ///< by the DMA engine since the latest tile
  std::array<std::int64_t, 3> element_bits_{};
};

}  // namespace systole::hw
