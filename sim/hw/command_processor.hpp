// What launches kernels: one after the other, each on as many cores as it has commands for.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "hw/core.hpp"
#include "hw/known_runs.hpp"
#include "hw/memory_side.hpp"
#include "hw/recorder.hpp"

namespace systole::hw {

/// A kernel begins its launch's time after the one before it has ended, and ends when all its cores
/// are done.
class CommandProcessor : public sc_core::sc_module {
 public:
  using Cores = std::vector<std::unique_ptr<Core>>;
  struct Parts {
    Simulation& simulation;
    const timing::Clock& clock;
    const timing::PowerLimit& power;
    Cores& cores;
    MemorySide& memory_side;
    Bytes alignment_bytes = 1;  ///< of what the cores' DMA engines move
  };
  struct Settings {
    config::LaunchConfig launch;
    Core::KernelOptions kernel;
    /// A kernel that starts from a state like an earlier one's takes over what that one measured
    /// (KnownRuns); else every kernel is simulated.
    bool recalls = true;
    Recorder* recorder = nullptr;  ///< null: nothing is written down
  };

  SC_HAS_PROCESS(CommandProcessor);
  CommandProcessor(const sc_core::sc_module_name& name, const Settings& settings,
                   const Parts& parts);

  /// The kernels to run, in order, and where their operands lie. Given before the simulation
  /// starts.
  void enqueue(const program::Kernel& kernel, const std::array<Address, 3>& placement) {
    kernels_.push_back({&kernel, placement});
  }
  /// Kernels that ran before those, in order. Where what they left in the shared buffer does not
  /// depend on when they did what (LeftByRun), they are not simulated.
  void enqueue_before(const program::Kernel& kernel, const std::array<Address, 3>& placement) {
    before_.push_back({&kernel, placement});
  }
  std::function<void()> poll;
  std::function<void(std::size_t done, std::size_t total)> progress;
  /// Told before the first core starts and after the last is done.
  std::function<void(const program::KernelHeader&)> kernel_begins;
  std::function<void()> kernel_ended;

  /// Of the kernels that were enqueued, but for those that came before.
  std::vector<KernelMeasurement> measurements() const {
    return {measurements_.begin() + static_cast<std::ptrdiff_t>(simulated_before_),
            measurements_.end()};
  }
  /// How many were simulated, and not taken over from an earlier run.
  std::int64_t simulated() const {
    return static_cast<std::int64_t>(measurements_.size()) - recalled_;
  }
  bool finished() const { return measurements_.size() == kernels_.size(); }
  /// What every core that works waits for.
  std::string describe();

 private:
  struct Queued {
    const program::Kernel* kernel = nullptr;
    std::array<Address, 3> placement{};
    bool operator==(const Queued& other) const {
      return kernel == other.kernel && placement == other.placement;
    }
  };
  using Queue = std::vector<Queued>;

  void begin_of_simulation();
  bool tell_before();
  bool hold(const Queue& kernels);
  void activate();
  bool recall(const Queued& queued);
  void start(const Queued& queued);
  void core_finished();
  void end_kernel();

  const Queued& next() const { return kernels_[measurements_.size()]; }

  Cycles next_launch_;
  Core::KernelOptions options_;
  Recorder* recorder_;
  Parts parts_;
  std::unique_ptr<KnownRuns> known_;  ///< null where nothing is recalled
  std::int64_t recalled_ = 0;
  sc_core::sc_event wake_;
  Queue before_;
  Queue kernels_;  ///< those before in front, where they are simulated
  std::size_t simulated_before_ = 0;
  bool begun_ = false;
  std::map<const program::Kernel*, std::int64_t> to_come_;  ///< how often each is queued still
  std::vector<KernelMeasurement> measurements_;
  bool comes_again_ = false;  ///< the kernel that runs: what it does is worth knowing
  std::int64_t cores_at_work_ = 0;
  Femtoseconds dram_busy_before_ = 0;
  MemorySideTraffic traffic_before_;
};

}  // namespace systole::hw
