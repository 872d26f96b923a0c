// A chip: its core, and what lies between it and the memory, elaborated from the configuration.
#pragma once

#include <memory>
#include <vector>

#include "hw/core.hpp"
#include "hw/memory_side.hpp"

namespace systole::hw {

enum class ArrayDetail { equations, every_pe };

/// Runs kernels one after the other. One chip per process: SystemC elaborates once.
class Chip : public sc_core::sc_module {
 public:
  struct Settings {
    ArrayDetail detail = ArrayDetail::equations;
    DramDetail dram = DramDetail::runs;
    std::uint64_t seed = 1;
    Core::KernelOptions kernel;
    /// Makes the memory that stands in the place of the DRAM; empty: the chip's own.
    std::function<std::unique_ptr<MemoryDevice>(Simulation&)> memory;
  };

  SC_HAS_PROCESS(Chip);
  Chip(const sc_core::sc_module_name& name, const config::Chip& config, const Settings& settings);

  /// The kernels to run, in order, and where their operands lie. Set before the simulation starts.
  void enqueue(const program::Kernel& kernel, const std::array<Address, 3>& placement) {
    kernels_.push_back({&kernel, placement});
  }
  std::function<void()> poll;
  std::function<void(std::size_t done, std::size_t total)> progress;

  const Simulation& simulation() const { return simulation_; }
  const std::vector<KernelMeasurement>& measurements() const { return measurements_; }
  /// Throws the fault that stopped the simulation, or ModelError with what every queue waits for
  /// when events ran out before the kernels did.
  void check_finished();

 private:
  struct Queued {
    const program::Kernel* kernel = nullptr;
    std::array<Address, 3> placement{};
  };

  void start_next();

  Simulation simulation_;
  timing::Clock clock_;
  std::unique_ptr<TileEngine> engine_;
  Core core_;
  MemorySide memory_side_;
  Settings settings_;
  sc_core::sc_event next_kernel_;
  std::vector<Queued> kernels_;
  std::vector<KernelMeasurement> measurements_;
  Femtoseconds dram_busy_before_ = 0;
  MemorySideTraffic traffic_before_;
};

}  // namespace systole::hw
