// Two results held against each other, as text and as JSON.
#pragma once

#include <string>

#include "study/diff.hpp"

namespace systole::report {

constexpr const char* kDiffSchema = "systole.diff/1";
constexpr std::size_t kDiffRows = 15;

/// What differs in how it was run, in the chip and in the workload; then the operators that account
/// for the difference, `rows` of them.
std::string diff_text(const study::Diff& diff, std::size_t rows = kDiffRows);
std::string diff_json(const study::Diff& diff);

}  // namespace systole::report
