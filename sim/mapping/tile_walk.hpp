// Walks the tiles of an operator in the order of its tiling.
#pragma once

#include "mapping/tiling.hpp"

namespace systole::mapping {

/// Positions are tile indices along m, n and k, within a product.
class TileWalk {
 public:
  TileWalk(const Problem& problem, const Tiling& tiling);

  bool done() const { return product_ >= products_; }
  void advance();

  /// The tile under way.
  TilePlace place() const;
  /// What an operand's load moves for this tile: the tile, or the whole operand where that stays
  /// resident.
  TilePlace place_of(Operand operand) const;
  /// Tells one tile of an operand from the next; equal keys mean the same tile.
  std::int64_t tile_key(Operand operand) const;
  /// Tells what `place_of` loads from what it loaded before; equal keys mean the same data.
  std::int64_t load_key(Operand operand) const;
  bool first_along(Dimension dimension) const { return along(index_, dimension) == 0; }
  bool last_along(Dimension dimension) const {
    return along(index_, dimension) + 1 == along(tiles_, dimension);
  }

 private:
  timing::TileShape whole_;
  Tiling tiling_;
  std::int64_t products_;
  timing::TileShape tiles_;  ///< how many tiles along each dimension
  std::int64_t product_ = 0;
  timing::TileShape index_;
};

}  // namespace systole::mapping
