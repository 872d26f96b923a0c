#include "llm/machine.hpp"

#include "cost/actions.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "study/error_bars.hpp"

namespace systole::llm {

Simulate simulate_on(const config::Chip& chip, const mapping::Mapper& mapper,
                     const system::RunOptions& options) {
  config::Chip idle_launch = chip;
  idle_launch.launch = {};
  system::RunOptions without_host = options;
  without_host.host = {};
  const study::Residuals residuals = study::shipped_residuals(mapping::name_of(mapper.rules));
  return [idle_launch, mapper, without_host, residuals](const workload::Graph& graph) {
    const auto program = [&] { return mapping::compile(graph, idle_launch, mapper).program; };
    result::Result result = runner::run_in_child(idle_launch, program, without_host);
    cost::charge_energy(idle_launch, result);
    study::charge_error_bars(idle_launch, graph, residuals, result);
    return result;
  };
}

double idle_watts_of(const config::Chip& chip) {
  constexpr double kJoulesPerPicojoule = 1e-12;
  const cost::ActionTable table(chip);
  const result::Counters nothing;
  const auto spent = cost::energy_of(table.actions_of({nothing, chip.default_dtype, 1.0}));
  return static_cast<double>(spent.sum()) * kJoulesPerPicojoule;
}

Overheads overheads_of(const config::Chip& chip,
                       const std::optional<config::SoftwareProfile>& software) {
  Overheads overheads;
  overheads.launch = chip.launch;
  overheads.idle_watts = idle_watts_of(chip);
  if (!software) return overheads;
  const config::HostConfig& host = software->host;
  overheads.host = {host.step_us, host.graph_capture ? 0.0 : host.kernel_us};
  overheads.prompt_us = host.prompt_us;
  overheads.sequence_us = host.sequence_us;
  overheads.allocator = software->allocator;
  return overheads;
}

}  // namespace systole::llm
