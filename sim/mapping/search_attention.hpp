// The search for a fused attention's tiles.
#pragma once

#include <optional>

#include "mapping/attention_plan.hpp"

namespace systole::mapping {

/// Tile sizes, slots and parts of the keys that the equations expect to be fastest; nothing when no
/// tile fits.
std::optional<AttentionPlan> search_attention(const AttentionPlan& asked, const config::Chip& chip);

/// From everything doubled to the least that works; nothing when the tiles do not fit.
std::optional<AttentionSlots> fitting_slots(AttentionPlan plan, const config::CoreConfig& core);

}  // namespace systole::mapping
