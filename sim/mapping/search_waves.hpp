// The search for chips with several cores.
#pragma once

#include <optional>

#include "mapping/choose_tiling.hpp"

namespace systole::mapping {

/// Nothing when no tile fits.
std::optional<Tiling> search_waves(const TilingTask& task);

/// Tilings that differ in the tile alone are completed: slots that fit, cores, and how the tiles
/// are grouped. Nothing when the slots do not fit.
std::optional<Tiling> complete_tiling(const TilingTask& task, const timing::TileShape& tile,
                                      std::int64_t split_k);

/// Heights of the groups worth trying: those that make a wave's block about square in bytes.
std::vector<std::int64_t> group_heights(const Tiling& tiling, const TilingTask& task);

}  // namespace systole::mapping
