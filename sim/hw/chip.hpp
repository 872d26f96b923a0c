// A chip: its cores, what launches kernels on them, and what lies between them and the memory,
// elaborated from the configuration.
#pragma once

#include <memory>
#include <vector>

#include "hw/array_probe.hpp"
#include "hw/command_processor.hpp"
#include "hw/product_memory.hpp"

namespace systole::hw {

enum class ArrayDetail { equations, every_pe };

/// One chip per process: SystemC elaborates once.
class Chip : public sc_core::sc_module {
 public:
  struct Settings {
    ArrayDetail detail = ArrayDetail::equations;
    DramDetail dram = DramDetail::runs;
    std::uint64_t seed = 1;
    Core::KernelOptions kernel;
    bool recalls = true;  ///< see CommandProcessor::Settings
    /// Makes the memory that stands in the place of the DRAM; empty: the chip's own.
    std::function<std::unique_ptr<MemoryDevice>(Simulation&)> memory;
    Recorder* recorder = nullptr;  ///< writes down what the units do; null: nobody does
    /// Looks at the PEs of each core's array (cycle level); empty: nobody does.
    std::vector<ArrayProbe*> probes;
  };

  Chip(const sc_core::sc_module_name& name, const config::Chip& config, const Settings& settings);

  CommandProcessor& command_processor() { return *command_processor_; }
  const Simulation& simulation() const { return simulation_; }
  /// Throws the fault that stopped the simulation, or ModelError with what every queue waits for
  /// when events ran out before the kernels did.
  void check_finished();

 private:
  void make_core(const config::Chip& config, const Settings& settings, std::int64_t number);

  Simulation simulation_;
  timing::Clock clock_;
  timing::PowerLimit power_;
  ProductMemory products_;  ///< of the cycle level
  std::vector<std::unique_ptr<TileEngine>> engines_;
  std::vector<std::unique_ptr<Core>> cores_;
  MemorySide memory_side_;
  std::unique_ptr<CommandProcessor> command_processor_;
};

}  // namespace systole::hw
