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
      const auto program = [&] {
        return mapping::compile(*job.graph, chips[i], job.mapper).program;
      };
      return runner::run_in_child(chips[i], program, options_for(job, execution));
    });
  };
}

Option nominal_option() {
  return {"nominal", 0, "",
          "simulates a chip of which some values are ranges at its nominal values only, without an "
          "interval"};
}

Intervals intervals_for(const std::vector<Job>& jobs, const Arguments& arguments,
                        const Execution& execution) {
  Intervals intervals(jobs.size());
  if (arguments.has("nominal")) return intervals;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!jobs[i].graph) continue;  // its Program fits one chip
    intervals[i] = study::interval_of(jobs[i].chip, simulation_of(jobs[i], execution));
  }
  return intervals;
}

}  // namespace systole::app
