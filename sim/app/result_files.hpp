// What a result directory holds.
#pragma once

#include <string>
#include <vector>

#include "app/inputs.hpp"
#include "app/output.hpp"
#include "result/result.hpp"

namespace systole::app {

/// One run's files stand at the top; several runs have a folder each, beside their comparison.
FileTree result_files(const std::vector<Job>& jobs, const std::vector<result::Result>& results,
                      bool scalesim_reports);

/// "03_edge_npu_resnet50", for what belongs to one of several runs: numbered, so that two with one
/// name do not meet, and of letters that every file system takes.
std::string file_name(std::size_t index, const std::string& chip, const std::string& workload);

}  // namespace systole::app
