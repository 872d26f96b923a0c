// Attention as published kernels do it: tiles, splits and how they overlap, by rule.
#pragma once

#include <optional>

#include "mapping/attention_plan.hpp"
#include "mapping/mapper.hpp"

namespace systole::mapping {

/// Nothing where the library has no rule for attention, or its tiles do not fit the chip.
std::optional<AttentionPlan> library_attention(Rules rules, const AttentionPlan& asked,
                                               const config::Chip& chip);

/// Parts of the keys that fill the cores to 85 % of what the best number of parts would: as few as
/// do. FlashAttention, num_splits_heuristic (hopper/heuristics.h and
/// csrc/flash_attn/flash_api.cpp).
std::int64_t parts_that_fill(std::int64_t jobs, std::int64_t places, std::int64_t key_tiles);

}  // namespace systole::mapping
