// From arguments to what is simulated: chips, workloads and Programs.
#pragma once

#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "config/chip.hpp"
#include "mapping/mapping.hpp"
#include "program/program.hpp"

namespace systole::app {

/// One run: a chip, a Program for it, and how the mapper came to it (nothing for a replay).
struct Job {
  config::Chip chip;
  program::Program program;
  mapping::Mapping mapping{};
};

/// The options that say which chips and workloads, shared by the commands that take them.
std::vector<Option> input_options();

/// Every pair of a chip and a workload, or the Program of --program. Everything is read, checked
/// and mapped before anything runs.
std::vector<Job> jobs_from(const Arguments& arguments);

/// Writes the mapping to the file of --save-mapping, if one is asked for.
void save_mapping(const Arguments& arguments, const std::vector<Job>& jobs);

}  // namespace systole::app
