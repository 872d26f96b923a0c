#include "app/jobs.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "app/progress.hpp"
#include "cost/actions.hpp"
#include "runner/runner.hpp"

namespace systole::app {

namespace {

struct Outcome {
  result::Result result;
  std::exception_ptr error;
};

Outcome outcome_of(const Job& job, const system::RunOptions& options) {
  try {
    Outcome outcome{runner::run_in_child(job.chip, job.program, options), nullptr};
    cost::charge_energy(job.chip, outcome.result);
    return outcome;
  } catch (...) {
    return {{}, std::current_exception()};
  }
}

system::RunOptions options_of(const Execution& execution, std::size_t job) {
  return execution.options_of ? execution.options_of(job, execution.options) : execution.options;
}

std::vector<result::Result> results_of(std::vector<Outcome> outcomes) {
  std::vector<result::Result> results;
  for (Outcome& outcome : outcomes) {
    if (outcome.error) std::rethrow_exception(outcome.error);
    results.push_back(std::move(outcome.result));
  }
  return results;
}

/// A single job needs no thread, and its child reports how far it is.
std::vector<result::Result> run_one(const Job& job, const Execution& execution) {
  system::RunOptions options = options_of(execution, 0);
  if (execution.show_progress) {
    options.progress = [label = job.program.workload](std::size_t done, std::size_t total) {
      show_progress(label, "kernels", done, total);
    };
  }
  Outcome outcome = outcome_of(job, options);
  if (execution.show_progress) clear_progress();
  std::vector<Outcome> outcomes;
  outcomes.push_back(std::move(outcome));
  return results_of(std::move(outcomes));
}

/// Each worker waits for one child at a time and takes the next job when that is done.
class Workers {
 public:
  Workers(const std::vector<Job>& jobs, const Execution& execution)
      : jobs_(jobs), execution_(execution), outcomes_(jobs.size()) {}

  std::vector<Outcome> run() {
    const auto wanted = static_cast<std::size_t>(execution_.parallel);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min(wanted, jobs_.size()); ++i) {
      threads.emplace_back([this] { work(); });
    }
    for (std::thread& thread : threads) thread.join();
    if (execution_.show_progress) clear_progress();
    return std::move(outcomes_);
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < jobs_.size(); i = next_++) {
      outcomes_[i] = outcome_of(jobs_[i], options_of(execution_, i));
      ++done_;
      if (execution_.show_progress) show_progress("systole", "runs", done_, jobs_.size());
    }
  }

  const std::vector<Job>& jobs_;
  const Execution& execution_;
  std::vector<Outcome> outcomes_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> done_{0};
};

}  // namespace

std::vector<result::Result> run_jobs(const std::vector<Job>& jobs, const Execution& execution) {
  if (jobs.size() == 1) return run_one(jobs.front(), execution);
  return results_of(Workers(jobs, execution).run());
}

}  // namespace systole::app
