// One core: a sequencer that hands a kernel's commands to the three queues, and the units behind
// them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/chip.hpp"
#include "hw/dma.hpp"
#include "hw/matrix_unit.hpp"
#include "hw/memory_side.hpp"
#include "hw/simulation.hpp"
#include "hw/sram.hpp"
#include "hw/tokens.hpp"
#include "program/program.hpp"

namespace systole::hw {

/// What one kernel did, from its first command to its last stored byte.
struct KernelMeasurement {
  Cycles begin = 0;
  Cycles end = 0;
  ArrayActivity array;
  DmaTraffic traffic;
  std::array<Bytes, 3> sram_filled{};
  std::array<Bytes, 3> sram_drained{};
  // Filled in by the chip.
  Femtoseconds dram_busy = 0;  ///< of all channels together
  MemorySideTraffic memory_side;
};

/// Runs one kernel at a time, each from a drained machine.
class Core : public sc_core::sc_module {
 public:
  struct Parts {
    Simulation& simulation;
    const timing::Clock& clock;
    TileEngine& engine;
  };

  Core(const sc_core::sc_module_name& name, const config::CoreConfig& config, const Parts& parts);

  Dma& dma() { return dma_; }

  struct KernelOptions {
    bool on_chip = false;                ///< warm caches
    bool reads_back = true;              ///< partial sums are read again
    std::array<Address, 3> placement{};  ///< where the operands lie, see program::Step
  };
  /// Starts `kernel` now; `finished` is called, from within the simulation, when its last command
  /// is complete.
  void start(const program::Kernel& kernel, const KernelOptions& options);
  std::function<void(const KernelMeasurement&)> finished;
  /// Asked once every thousand commands; may throw to end the simulation.
  std::function<void()> poll;

  bool busy() const { return source_ != nullptr; }
  /// What every queue waits for, for the report of a deadlock.
  std::string describe();

 private:
  void dispatch();
  bool dispatch_one();
  void after_activation();
  CommandQueue& queue_of(program::Queue which);
  sc_core::sc_event& wake_of(program::Queue which);
  bool drained();
  void finish();

  timing::Clock clock_;
  Tokens tokens_;
  Sram sram_;
  Dma dma_;
  MatrixUnit matrix_unit_;
  std::string kernel_name_;
  std::unique_ptr<program::CommandSource> source_;
  program::Command next_;
  bool has_next_ = false;
  std::int64_t dispatched_ = 0;
  Cycles begin_ = 0;
};

}  // namespace systole::hw
