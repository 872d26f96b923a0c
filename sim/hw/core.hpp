// One core: a sequencer that hands a kernel's commands to the four queues, and the units behind
// them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/chip.hpp"
#include "hw/dma.hpp"
#include "hw/matrix_unit.hpp"
#include "hw/measurement.hpp"
#include "hw/simulation.hpp"
#include "hw/sram.hpp"
#include "hw/tokens.hpp"
#include "hw/vector_unit.hpp"
#include "program/program.hpp"

namespace systole::hw {

/// Runs its share of one kernel at a time, each from a drained machine. One process wakes up when
/// a command is complete and lets every queue do what it can in that cycle.
class Core : public sc_core::sc_module {
 public:
  struct Parts {
    Simulation& simulation;
    const timing::Clock& clock;
    TileEngine& engine;
    QueueObserver* observer = nullptr;  ///< of all four queues
  };

  SC_HAS_PROCESS(Core);
  Core(const sc_core::sc_module_name& name, const config::CoreConfig& config, const Parts& parts);

  Dma& dma() { return dma_; }

  struct KernelOptions {
    bool on_chip = false;                ///< warm caches
    bool reads_back = true;              ///< partial sums are read again
    std::array<Address, 3> placement{};  ///< where the operands lie, see program::Step
  };
  /// Starts the commands of core number `number` now; `finished` is called, from within the
  /// simulation, when the last of them is complete.
  void start(const program::Kernel& kernel, std::int64_t number, const KernelOptions& options);
  std::function<void()> finished;
  const CoreMeasurement& measurement() const { return measured_; }
  /// Asked once every thousand commands; may throw to end the simulation.
  std::function<void()> poll;

  bool busy() const { return source_ != nullptr; }
  /// What every queue waits for, for the report of a deadlock.
  std::string describe();

 private:
  void activate();
  void work(Cycles cycle);
  bool dispatch();
  CommandQueue& queue_of(program::Queue which);
  std::array<CommandQueue*, 4> queues();
  void wake_in(Cycles cycle);
  void schedule_next(Cycles now);
  bool drained();
  void finish(Cycles now);

  Parts parts_;
  Tokens tokens_;
  Sram sram_;
  Dma dma_;
  MatrixUnit matrix_unit_;
  VectorUnit vector_unit_;
  sc_core::sc_event wake_;
  std::string kernel_name_;
  std::unique_ptr<program::CommandSource> source_;
  program::Command next_;
  bool has_next_ = false;
  std::int64_t dispatched_ = 0;
  CoreMeasurement measured_;
};

}  // namespace systole::hw
