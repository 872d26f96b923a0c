// The page that `run --html` writes.
#pragma once

#include <string>
#include <vector>

#include "app/inputs.hpp"
#include "result/result.hpp"

namespace systole::app {

/// Of one run, or a comparison of several.
std::string page_of_runs(const std::vector<Job>& jobs, const std::vector<result::Result>& results);

}  // namespace systole::app
