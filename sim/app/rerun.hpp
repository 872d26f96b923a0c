// A result directory is enough to run again: what is left there for it, and how it is read.
#pragma once

#include <string>

#include "app/inputs.hpp"
#include "app/jobs.hpp"
#include "app/output.hpp"
#include "config/run_settings.hpp"

namespace systole::app {

/// resolved.yaml, run.yaml and what else is needed, by the names that read_rerun() looks for.
FileTree rerun_files(const Job& job, const Execution& execution);

/// A run as a directory tells it.
struct Rerun {
  Job job;
  Execution execution;
};

/// The run whose result lies in `directory`; how many run at a time and the like is taken from
/// `execution`. Throws UserError when the directory does not hold what it takes.
Rerun read_rerun(const std::string& directory, const Execution& execution);

/// The settings alone; nothing where the directory has none.
std::optional<config::RunSettings> read_settings(const std::string& directory);

}  // namespace systole::app
