// result.json: everything a run found out, in one document with a versioned schema.
#pragma once

#include <string>
#include <vector>

#include "study/interval.hpp"

namespace systole::study {

/// The schema's name changes when a key changes its meaning or goes away; new keys may come.
constexpr const char* kResultSchema = "systole.result/1";
constexpr const char* kResultsSchema = "systole.results/1";

/// One run as JSON, keys in a fixed order, numbers with six significant digits, ended by a line
/// feed; with the member `interval` where the chip's file has ranges.
std::string result_json(const result::Result& result,
                        const std::optional<Interval>& interval = std::nullopt);

/// Several runs as `{"schema": "systole.results/1", "results": [...]}`.
/// `intervals` has one for each result, or none at all.
std::string results_json(const std::vector<result::Result>& results,
                         const std::vector<std::optional<Interval>>& intervals = {});

}  // namespace systole::study
