// What bounds an operator on paper, before anything is simulated.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "config/chip.hpp"
#include "workload/graph.hpp"

namespace systole::study {

enum class Regime { compute, memory, launch };
constexpr std::array<Regime, 3> kRegimes{Regime::compute, Regime::memory, Regime::launch};
std::string_view name_of(Regime regime);

/// Where the time at the quoted peak and the time at the memory's bandwidth are both below this, a
/// kernel's fixed costs are most of its time.
constexpr double kLaunchSeconds = 5e-6;

/// The longer of the two names it. Of several operators the times are added.
Regime regime_of(const config::Chip& chip, const std::vector<workload::Operator>& operators);

}  // namespace systole::study
