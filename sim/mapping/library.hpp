// Tilings as published kernels choose them, by rule and without a search.
#pragma once

#include <optional>

#include "mapping/choose_tiling.hpp"
#include "mapping/mapper.hpp"

namespace systole::mapping {

/// Nothing where the library has no rule for products, or no tile of its table fits the chip.
std::optional<Tiling> library_tiling(Rules rules, const TilingTask& task);

}  // namespace systole::mapping
