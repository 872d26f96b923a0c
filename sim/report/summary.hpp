// A run, and several runs beside each other, as text that a person reads.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "result/result.hpp"
#include "study/interval.hpp"

namespace systole::report {

constexpr std::size_t kSummaryRows = 10;

/// Totals, what bounds the run, and the `rows` operators that take longest.
std::string summary(const result::Result& result, std::size_t rows = kSummaryRows);

/// The same with an interval beside every time, where the chip's file has ranges.
std::string summary(const result::Result& result, const std::optional<study::Interval>& interval,
                    std::size_t rows = kSummaryRows);

/// One row per run: time, throughput, utilization and what bounds it.
/// `intervals` has one for each result, or none at all.
std::string comparison(const std::vector<result::Result>& results,
                       const std::vector<std::optional<study::Interval>>& intervals = {});

}  // namespace systole::report
