// The options that say how a workload file is read, shared by the commands that read one.
#pragma once

#include <vector>

#include "app/arguments.hpp"
#include "frontend/read_options.hpp"

namespace systole::app {

/// --from, --param and its short forms (--phase, --batch, --input-len, --context), --no-fusion.
std::vector<Option> reading_options();

/// Throws UserError when a parameter is given twice.
frontend::ReadOptions read_options_from(const Arguments& arguments);

}  // namespace systole::app
