#include "app/simulation.hpp"

#include <fmt/format.h>

#include "app/workers.hpp"
#include "base/error.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"

namespace systole::app {

study::Simulate simulation_of(const Job& job, const Execution& execution) {
  if (!job.graph) {
    throw UserError(fmt::format(
        "{}: a replayed Program is mapped onto its chip already: name the workload with --workload "
        "to see it on changed chips",
        job.program.workload));
  }
  return [&job, execution](const std::vector<config::Chip>& chips) {
    return in_parallel(chips.size(), execution, [&](std::size_t i) {
      const auto program = [&] { return mapping::compile(*job.graph, chips[i], job.mapper).program; };
      return runner::run_in_child(chips[i], program, execution.options);
    });
  };
}

Intervals intervals_of(const std::vector<Job>& jobs, const Execution& execution) {
  Intervals intervals;
  for (const Job& job : jobs) {
    intervals.push_back(config::has_ranges(job.chip)
                            ? study::interval_of(job.chip, simulation_of(job, execution))
                            : std::nullopt);
  }
  return intervals;
}

}  // namespace systole::app
