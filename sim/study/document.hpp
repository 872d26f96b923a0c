// result.json: everything a run found out, in one document with a versioned schema.
#pragma once

#include <string>
#include <vector>

#include "result/result.hpp"

namespace systole::study {

/// The schema's name changes when a key changes its meaning or goes away; new keys may come.
constexpr const char* kResultSchema = "systole.result/1";
constexpr const char* kResultsSchema = "systole.results/1";

/// One run as JSON, keys in a fixed order, numbers with six significant digits, ended by a line
/// feed.
std::string result_json(const result::Result& result);

/// Several runs as `{"schema": "systole.results/1", "results": [...]}`.
std::string results_json(const std::vector<result::Result>& results);

}  // namespace systole::study
