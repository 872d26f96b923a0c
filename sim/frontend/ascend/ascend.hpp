// Profiles of Ascend chips: the timeline of MindSpore, kernel_details.csv of torch_npu and
// MindSpore, op_summary_*.csv of msprof.
#pragma once

#include "frontend/read_options.hpp"
#include "frontend/source_file.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::ascend {

bool is_ascend_profile(const SourceFile& file);

/// Every kernel with its measured time, in the order in which they began. `--param ranks=N` says
/// over how many chips collectives ran: no file of these does.
workload::Graph read_ascend_profile(const SourceFile& file, const ReadOptions& options,
                                    Diagnostics& diagnostics);

}  // namespace systole::frontend::ascend
