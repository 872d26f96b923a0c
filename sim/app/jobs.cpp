#include "app/jobs.hpp"

#include "app/progress.hpp"
#include "app/software.hpp"
#include "app/workers.hpp"
#include "cost/actions.hpp"
#include "runner/runner.hpp"
#include "study/error_bars.hpp"

namespace systole::app {

namespace {

/// Clears the line when a run ends, also by an error.
class ProgressLine {
 public:
  explicit ProgressLine(bool shown) : shown_(shown) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() {
    if (shown_) clear_progress();
  }

 private:
  bool shown_;
};

system::RunOptions options_of(const std::vector<Job>& jobs, std::size_t i,
                              const Execution& execution) {
  const system::RunOptions common = options_for(jobs[i], execution);
  return execution.options_of ? execution.options_of(i, common) : common;
}

result::Result run(const Job& job, const system::RunOptions& options) {
  result::Result result = runner::run_in_child(job.chip, job.program, options);
  cost::charge_energy(job.chip, result);
  if (job.graph) {
    const auto residuals = study::shipped_residuals(mapping::name_of(job.mapper.rules));
    study::charge_error_bars(job.chip, *job.graph, residuals, result);
  }
  return result;
}

/// A single job needs no thread, and its child reports how far it is.
std::vector<result::Result> run_one(const std::vector<Job>& jobs, const Execution& execution) {
  const Job& job = jobs.front();
  system::RunOptions options = options_of(jobs, 0, execution);
  const ProgressLine line(execution.show_progress);
  if (execution.show_progress) {
    options.progress = [label = job.program.workload](std::size_t done, std::size_t total) {
      show_progress(label, "kernels", done, total);
    };
  }
  return {run(job, options)};
}

}  // namespace

system::RunOptions options_for(const Job& job, const Execution& execution) {
  system::RunOptions options = execution.options;
  if (job.software) options.host = host_cost(job.software->host);
  return options;
}

std::vector<result::Result> run_jobs(const std::vector<Job>& jobs, const Execution& execution) {
  // A technology that does not exist costs no simulation.
  for (const Job& job : jobs) cost::ActionTable{job.chip};
  if (jobs.size() == 1) return run_one(jobs, execution);
  return in_parallel(jobs.size(), execution,
                     [&](std::size_t i) { return run(jobs[i], options_of(jobs, i, execution)); });
}

}  // namespace systole::app
