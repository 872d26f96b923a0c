// The three CSV reports of SCALE-Sim v3, with its column names and its trailing commas, so that
// scripts written for them keep working. docs/scalesim.md says which columns are equal to its own
// and which are Systole's.
#pragma once

#include <string>

#include "result/result.hpp"

namespace systole::report {

std::string scalesim_compute_report(const result::Result& result);    ///< COMPUTE_REPORT.csv
std::string scalesim_bandwidth_report(const result::Result& result);  ///< BANDWIDTH_REPORT.csv
std::string scalesim_detailed_access_report(
    const result::Result& result);  ///< DETAILED_ACCESS_REPORT.csv

}  // namespace systole::report
