// Runs jobs, several at a time, each in a child process of its own.
#pragma once

#include <functional>
#include <vector>

#include "app/inputs.hpp"
#include "result/result.hpp"
#include "system/run.hpp"

namespace systole::app {

struct Execution {
  system::RunOptions options;
  std::int64_t parallel = 1;
  bool show_progress = false;
  /// What one job has beyond the common options; empty: nothing.
  std::function<system::RunOptions(std::size_t job, const system::RunOptions& common)> options_of;
};

/// Results in the order of the jobs, whatever finished first. The first job that failed decides the
/// error.
std::vector<result::Result> run_jobs(const std::vector<Job>& jobs, const Execution& execution);

}  // namespace systole::app
