// Measured beside simulated, per kind of operator: what a trace of a real chip is read for.
#pragma once

#include <string>

#include "result/result.hpp"

namespace systole::report {

/// A table with one row per kind, the longest measured first, those that were left out below and
/// the sums at the end; "" where the workload brings no durations.
std::string measured_table(const result::Result& result);

}  // namespace systole::report
