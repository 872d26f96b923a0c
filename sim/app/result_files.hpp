// What a result directory holds.
#pragma once

#include <vector>

#include "app/inputs.hpp"
#include "app/output.hpp"
#include "result/result.hpp"

namespace systole::app {

/// One run's files stand at the top; several runs have a folder each, beside their comparison.
FileTree result_files(const std::vector<Job>& jobs, const std::vector<result::Result>& results,
                      bool scalesim_reports);

}  // namespace systole::app
