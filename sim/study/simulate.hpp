// What a study asks of the rest of the program: the same workload on other chips.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/chip.hpp"
#include "result/result.hpp"

namespace systole::study {

/// Results of one workload on each of the chips, in their order; how many run at a time is the
/// caller's choice.
using Simulate = std::function<std::vector<result::Result>(const std::vector<config::Chip>&)>;

/// `chip` with "path=value" of `settings` laid over it. Throws UserError where they contradict the
/// chip.
config::Chip changed(const config::Chip& chip, const std::vector<std::string>& settings);

/// Simulated time of the whole run.
double seconds_of(const result::Result& result);

}  // namespace systole::study
