// operators.csv: one row per operator, one column per statistic (docs/results.md).
#pragma once

#include <string>

#include "result/result.hpp"

namespace systole::report {

/// Columns of measurements are there when the workload brings any.
std::string operators_csv(const result::Result& result);

}  // namespace systole::report
