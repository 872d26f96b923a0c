// What can stand behind the chip's memory socket instead of our own DRAM.
#pragma once

#include <functional>
#include <memory>

#include "hw/systemc.hpp"

namespace systole::hw {

class Simulation;

class MemoryDevice {
 public:
  MemoryDevice() = default;
  MemoryDevice(const MemoryDevice&) = delete;
  MemoryDevice& operator=(const MemoryDevice&) = delete;
  virtual ~MemoryDevice() = default;

  /// Takes burst runs in the non-blocking protocol; see BurstRunExtension.
  virtual tlm::tlm_target_socket<>& socket() = 0;
  /// Time its channels were transferring, summed over channels; 0 where the device does not say.
  virtual Femtoseconds busy() const { return 0; }
};

}  // namespace systole::hw
