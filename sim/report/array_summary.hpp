// What an array's beats add up to: folds, counted cycles beside the closed form, utilization.
#pragma once

#include <string>
#include <vector>

#include "result/array_trace.hpp"

namespace systole::report {

/// Of one trace: its folds, its cycles, how many PEs multiplied when, and, where they are small,
/// the matrices.
std::string array_summary(const result::ArrayTrace& trace);

/// Several dataflows beside each other, one row each.
std::string array_comparison(const std::vector<result::ArrayTrace>& traces);

/// The traces as one JSON object; pages are drawn from it.
std::string array_json(const std::vector<result::ArrayTrace>& traces);

}  // namespace systole::report
