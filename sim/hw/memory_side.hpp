// Everything between the cores' DMA engines and the off-chip memory, as the configuration has it:
// an interconnect, a shared buffer, both or neither.
#pragma once

#include <array>
#include <memory>

#include "config/chip.hpp"
#include "hw/banked_dram.hpp"
#include "hw/dram.hpp"
#include "hw/interconnect.hpp"
#include "hw/junction.hpp"
#include "hw/memory_device.hpp"
#include "hw/memory_side_traffic.hpp"
#include "hw/shared_buffer.hpp"

namespace systole::hw {

class MemorySide {
 public:
  struct Settings {
    DramDetail dram = DramDetail::runs;
    std::unique_ptr<MemoryDevice> foreign;  ///< stands in the place of the DRAM unless it is null
    BankedDram::CommandHook on_dram_command = {};
  };
  MemorySide(const config::Chip& config, Simulation& simulation, const timing::Clock& clock,
             Settings settings);

  /// Binds a core's engine. Cores are numbered in the order in which they are bound.
  template <class InitiatorSocket>
  void serve(InitiatorSocket& core) {
    if (interconnect_) {
      core.bind(interconnect_->cores);
    } else if (junction_) {
      core.bind(junction_->cores);
    } else {
      bind_buffer_or_memory(core);
    }
  }

  Femtoseconds dram_busy() const { return dram_ ? dram_->busy() : device_->busy(); }
  MemorySideTraffic traffic() const;
  /// Null where the chip has none.
  SharedBuffer* shared_buffer() { return buffer_.get(); }
  /// What is on its way, for the report of a deadlock; empty when nothing can be.
  std::string describe() const;

 private:
  /// Binds what stands nearest to the cores, apart from themselves.
  template <class InitiatorSocket>
  void bind_buffer_or_memory(InitiatorSocket& initiator) {
    if (buffer_) {
      initiator.bind(buffer_->socket);
    } else {
      bind_memory(initiator);
    }
  }
  template <class InitiatorSocket>
  void bind_memory(InitiatorSocket& initiator) {
    if (device_) {
      initiator.bind(device_->socket());
    } else {
      initiator.bind(dram_->socket);
    }
  }

  std::unique_ptr<MemoryDevice> device_;  ///< a foreign memory or one with banks, else null
  std::unique_ptr<Dram> dram_;
  std::unique_ptr<SharedBuffer> buffer_;
  std::unique_ptr<Interconnect> interconnect_;
  std::unique_ptr<Junction> junction_;  ///< of several cores without an interconnect
};

}  // namespace systole::hw
