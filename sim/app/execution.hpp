// The options that say how runs are done, shared by the commands that simulate.
#pragma once

#include <vector>

#include "app/arguments.hpp"
#include "app/jobs.hpp"

namespace systole::app {

/// --fidelity, --caches, --seed.
std::vector<Option> fidelity_options();
/// --jobs, --timeout, --quiet.
std::vector<Option> supervision_options();

/// What the options say; starts the timeout if one is given.
Execution execution_from(const Arguments& arguments);
/// The same for a command without fidelity_options(), whose runs are told by something else.
Execution supervised_execution(const Arguments& arguments);

}  // namespace systole::app
