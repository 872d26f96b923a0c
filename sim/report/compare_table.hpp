// Chips beside each other, as tables, CSV and JSON.
#pragma once

#include <string>
#include <vector>

#include "study/compare.hpp"

namespace systole::report {

constexpr const char* kComparisonSchema = "systole.comparison/1";

/// How much is said about each workload.
enum class CompareDetail { totals, operators };

/// One table of all runs; with CompareDetail::operators, for each workload, its kinds of operators
/// and its operators with what bounds them on every chip.
std::string compare_text(const std::vector<study::Contender>& contenders, CompareDetail detail);
std::string compare_csv(const std::vector<study::Contender>& contenders, CompareDetail detail);
std::string compare_json(const std::vector<study::Contender>& contenders, CompareDetail detail);

/// The contenders of each workload, in the order of their first.
std::vector<std::vector<study::Contender>> by_workload(
    const std::vector<study::Contender>& contenders);

}  // namespace systole::report
