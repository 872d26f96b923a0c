// The page that `run --html` writes.
#pragma once

#include <string>

#include "app/result_files.hpp"

namespace systole::app {

/// Of one run, or a comparison of several.
std::string page_of_runs(const Runs& runs);

}  // namespace systole::app
