// From arguments to what is simulated: chips, workloads and Programs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "config/chip.hpp"
#include "config/software.hpp"
#include "mapping/mapper.hpp"
#include "program/program.hpp"
#include "workload/graph.hpp"

namespace systole::app {

/// One run: a chip, a Program for it, and how it came about (nothing for a replay).
struct Job {
  config::Chip chip;
  program::Program program;
  mapping::Mapping mapping{};
  std::shared_ptr<const workload::Graph> graph{};  ///< what the Program was mapped from
  mapping::Mapper mapper{};
  std::optional<config::SoftwareProfile> software{};  ///< the chip has its launch costs already
};

/// The options that say which chips and workloads, shared by the commands that take them.
std::vector<Option> input_options();

/// Every pair of a chip and a workload, or the Program of --program. Everything is read, checked
/// and mapped before anything runs.
std::vector<Job> jobs_from(const Arguments& arguments);

/// Writes the mapping to the file of --save-mapping, if one is asked for.
void save_mapping(const Arguments& arguments, const std::vector<Job>& jobs);

}  // namespace systole::app
