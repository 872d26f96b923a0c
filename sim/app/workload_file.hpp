// Commands whose argument is one workload and that know no chip.
#pragma once

#include <vector>

#include "app/arguments.hpp"
#include "workload/graph.hpp"

namespace systole::app {

Positional workload_positional();
/// Those of reading_options(), and --dtype in place of what a chip would say.
std::vector<Option> workload_file_options();

/// Reads the workload; remarks that are no part of it go to standard error.
workload::Graph read_positional_workload(const Arguments& arguments);

}  // namespace systole::app
