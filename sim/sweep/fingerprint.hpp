// Tells sweeps apart whose rows cannot stand in one table.
#pragma once

#include <string>
#include <vector>

#include "sweep/sweep_file.hpp"

namespace systole::sweep {

/// Sixteen hexadecimal digits from the chip's files, the workloads' files and parameters, fixed
/// values, metrics, constraints and columns.
std::string fingerprint_of(const Sweep& sweep, const std::vector<std::string>& columns);

}  // namespace systole::sweep
