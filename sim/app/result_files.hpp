// What a result directory holds.
#pragma once

#include <vector>

#include "app/output.hpp"
#include "app/simulation.hpp"

namespace systole::app {

/// Jobs with what became of them.
struct Runs {
  const std::vector<Job>& jobs;
  const std::vector<result::Result>& results;
  const Intervals& intervals;
  const Execution& execution;
};

/// One run's files stand at the top; several runs have a folder each, beside their comparison.
FileTree result_files(const Runs& runs, bool scalesim_reports);

}  // namespace systole::app
