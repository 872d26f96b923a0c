// Chooses a tiling: by search with the timing equations, as a library would, or as SCALE-Sim runs
// its folds.
#pragma once

#include "mapping/epilogue.hpp"
#include "mapping/tiling.hpp"

namespace systole::mapping {

/// What a tiling is chosen for.
struct TilingTask {
  const Problem& problem;
  const Epilogue& epilogue;
  const config::Chip& chip;
  const std::string& name;  ///< the operator's, for messages
};

/// The tiling that the equations expect to be fastest among tile shapes built from the matrix
/// unit's size, with the sums of an output tile kept on chip until they are complete.
/// Deterministic: the first of equals wins. Throws UserError when not even the smallest tile fits.
Tiling search_tiling(const TilingTask& task);

/// SCALE-Sim's order of folds (columns outside, rows inside), in tiles that fit half of each
/// operand's memory. An operand that fits as a whole is read once. Throws UserError naming the
/// operand and the bytes it needs when a piece of one fold does not fit.
Tiling scalesim_tiling(const TilingTask& task);

}  // namespace systole::mapping
