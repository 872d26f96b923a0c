#include "hw/chip.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "hw/pe_engine.hpp"

namespace systole::hw {

namespace {

BankedDram::CommandHook hook_of(Recorder* recorder) {
  if (recorder == nullptr || recorder->detail().level != result::TimelineLevel::dram) return {};
  return [recorder](const timing::DramCommandRecord& record, Femtoseconds tick) {
    recorder->dram_command(record, tick);
  };
}

}  // namespace

Chip::Chip(const sc_core::sc_module_name& name, const config::Chip& config,
           const Settings& settings)
    : sc_module(name),
      clock_(timing::Clock::from_mhz(config.clock_mhz)),
      power_(config),
      products_(settings.seed),
      memory_side_(config, simulation_, clock_,
                   MemorySide::Settings{settings.dram,
                                        settings.memory ? settings.memory(simulation_) : nullptr,
                                        hook_of(settings.recorder)}) {
  for (std::int64_t i = 0; i < config.core.count; ++i) make_core(config, settings, i);
  command_processor_ = std::make_unique<CommandProcessor>(
      "command_processor",
      CommandProcessor::Settings{config.launch, settings.kernel, settings.recalls,
                                 settings.recorder},
      CommandProcessor::Parts{simulation_, clock_, power_, cores_, memory_side_,
                              config.core.dma.alignment_bytes});
  if (settings.detail == ArrayDetail::equations) return;
  command_processor_->kernel_begins = [this](const auto& header) {
    products_.begin_kernel(header);
  };
  command_processor_->kernel_ended = [this] { products_.check(); };
}

void Chip::make_core(const config::Chip& config, const Settings& settings, std::int64_t number) {
  const auto index = static_cast<std::size_t>(number);
  ArrayProbe* const probe = index < settings.probes.size() ? settings.probes[index] : nullptr;
  const auto named = [&](const char* what) { return fmt::format("{}_{}", what, number); };
  if (settings.detail == ArrayDetail::equations) {
    engines_.push_back(std::make_unique<EquationEngine>());
  } else {
    engines_.push_back(
        std::make_unique<PeEngine>(named("array").c_str(), config.core.matrix,
                                   PeEngine::Parts{simulation_, clock_, products_, probe}));
  }
  QueueObserver* const observer =
      settings.recorder == nullptr ? nullptr : settings.recorder->core(number);
  cores_.push_back(
      std::make_unique<Core>(named("core").c_str(), config.core,
                             Core::Parts{simulation_, clock_, *engines_.back(), observer}));
  memory_side_.serve(cores_.back()->dma().socket);
}

void Chip::check_finished() {
  simulation_.rethrow();
  if (command_processor_->finished()) return;
  throw ModelError(fmt::format("deadlock after {} kernels: {}",
                               command_processor_->measurements().size(),
                               command_processor_->describe() + memory_side_.describe()));
}

}  // namespace systole::hw
