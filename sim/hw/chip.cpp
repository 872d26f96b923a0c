#include "hw/chip.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "hw/pe_engine.hpp"

namespace systole::hw {

namespace {

std::unique_ptr<TileEngine> make_engine(const config::Chip& config, const Chip::Settings& settings,
                                        Simulation& simulation, const timing::Clock& clock) {
  if (settings.detail == ArrayDetail::equations) return std::make_unique<EquationEngine>();
  return std::make_unique<PeEngine>("array", config.core.matrix,
                                    PeEngine::Parts{simulation, clock, settings.seed});
}

}  // namespace

Chip::Chip(const sc_core::sc_module_name& name, const config::Chip& config,
           const Settings& settings)
    : sc_module(name),
      clock_(timing::Clock::from_mhz(config.clock_mhz)),
      engine_(make_engine(config, settings, simulation_, clock_)),
      core_("core", config.core, Core::Parts{simulation_, clock_, *engine_}),
      memory_side_(config, simulation_, clock_,
                   MemorySide::Settings{settings.dram,
                                        settings.memory ? settings.memory(simulation_) : nullptr}),
      settings_(settings) {
  memory_side_.serve(core_.dma().socket);
  core_.poll = [this] {
    if (poll) poll();
  };
  core_.finished = [this](const KernelMeasurement& measured) {
    measurements_.push_back(measured);
    measurements_.back().dram_busy = memory_side_.dram_busy() - dram_busy_before_;
    measurements_.back().memory_side = memory_side_.traffic() - traffic_before_;
    if (progress) progress(measurements_.size(), kernels_.size());
    next_kernel_.notify(sc_core::SC_ZERO_TIME);
  };
  SC_METHOD(start_next);
  sensitive << next_kernel_;
}

void Chip::start_next() {
  simulation_.activate([this] {
    if (poll) poll();
    if (measurements_.size() == kernels_.size()) return;
    dram_busy_before_ = memory_side_.dram_busy();
    traffic_before_ = memory_side_.traffic();
    const Queued& next = kernels_[measurements_.size()];
    Core::KernelOptions options = settings_.kernel;
    options.placement = next.placement;
    core_.start(*next.kernel, options);
  });
}

void Chip::check_finished() {
  simulation_.rethrow();
  if (measurements_.size() == kernels_.size()) return;
  throw ModelError(fmt::format("deadlock after {} of {} kernels: {}", measurements_.size(),
                               kernels_.size(), core_.describe() + memory_side_.describe()));
}

}  // namespace systole::hw
