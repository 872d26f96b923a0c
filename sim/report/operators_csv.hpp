// operators.csv: one row per operator, one column per statistic (docs/results.md).
#pragma once

#include <string>

#include "study/interval.hpp"

namespace systole::report {

/// Columns of measurements are there when the workload brings any, and those of the interval where
/// the chip's file has ranges.
std::string operators_csv(const result::Result& result,
                          const std::optional<study::Interval>& interval = std::nullopt);

}  // namespace systole::report
