// Tilings as published kernels choose them, by rule and without a search.
#pragma once

#include <optional>

#include "mapping/attention_plan.hpp"
#include "mapping/choose_tiling.hpp"
#include "mapping/mapper.hpp"

namespace systole::mapping {

/// Nothing where the library has no rule for products, or no tile of its table fits the chip.
std::optional<Tiling> library_tiling(Rules rules, const TilingTask& task);

/// Nothing where the library has no rule for attention, or its tiles do not fit the chip.
std::optional<AttentionPlan> library_attention(Rules rules, const AttentionPlan& asked,
                                               const config::Chip& chip);

}  // namespace systole::mapping
