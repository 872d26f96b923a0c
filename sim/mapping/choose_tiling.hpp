// Chooses a tiling: by search with the timing equations, or as SCALE-Sim runs its folds.
#pragma once

#include "mapping/tiling.hpp"

namespace systole::mapping {

/// The tiling that the equations expect to be fastest among tile shapes built from the array's
/// size, with the sums of an output tile kept on chip until they are complete. Deterministic: the
/// first of equals wins. Throws UserError when not even the smallest tile fits; `name` is the
/// operator's.
Tiling search_tiling(const Problem& problem, const config::Chip& chip, const std::string& name);

/// SCALE-Sim's order of folds (columns outside, rows inside), in tiles that fit half of each
/// operand's memory. An operand that fits as a whole is read once. Throws UserError naming the
/// operand and the bytes it needs when a piece of one fold does not fit.
Tiling scalesim_tiling(const Problem& problem, const config::Chip& chip, const std::string& name);

}  // namespace systole::mapping
