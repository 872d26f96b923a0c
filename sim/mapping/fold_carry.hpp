// Folds that go on from one tile to the next.
#pragma once

#include "mapping/tile_walk.hpp"

namespace systole::mapping {

/// A fold whose stationary operand stays goes on in the next tile.
struct FoldCarry {
  bool continues = false;  ///< the tile goes on with the fold of the one before
  bool holds = false;      ///< the one after goes on with its fold
};

/// Of the tile at hand on an array; `stationary_key` is of the tile before, and becomes its own.
FoldCarry carry_of(const TileWalk& walk, const config::MatrixUnitConfig& unit,
                   std::int64_t& stationary_key);

}  // namespace systole::mapping
