// Walks the tiles of an operator that one core works on, in the order of its tiling.
#pragma once

#include "mapping/output_tiles.hpp"
#include "mapping/tile_deal.hpp"

namespace systole::mapping {

/// With k innermost a core takes the output tiles that are dealt to it, and walks their part of K.
/// Other orders are SCALE-Sim's, of one core.
class TileWalk {
 public:
  TileWalk(const Problem& problem, const Tiling& tiling, std::int64_t core = 0);

  bool done() const { return done_; }
  void advance();

  /// The tile under way.
  const TilePlace& place() const { return place_; }
  /// What an operand's load moves for this tile: the tile, or the whole operand where that stays
  /// resident.
  TilePlace place_of(Operand operand) const;
  /// Tells one tile of an operand from the next; equal keys mean the same tile.
  std::int64_t tile_key(Operand operand) const;
  /// Tells what `place_of` loads from what it loaded before; equal keys mean the same data.
  std::int64_t load_key(Operand operand) const;
  /// Which part of K the sums belong to.
  std::int64_t part() const { return part_; }
  bool starts_sums() const { return index_.k == first_k_; }
  bool completes_sums() const { return index_.k + 1 == end_k_; }

 private:
  bool k_is_innermost() const { return tiling_.order[2] == Dimension::k; }
  void begin_turn();
  void next_in_loops();
  void settle();
  std::int64_t rows() const { return problem_.rows_of(product_); }

  const Problem& problem_;
  Tiling tiling_;
  OutputTiles output_tiles_;
  TileDeal deal_;
  std::int64_t core_;
  std::int64_t turn_ = 0;  ///< output tiles that the core has done
  timing::TileShape counts_;
  std::int64_t number_ = 0;  ///< of the output tile
  std::int64_t product_ = 0;
  std::int64_t part_ = 0;
  timing::TileShape index_;  ///< tile indices along m, n and k, within the product
  std::int64_t first_k_ = 0;
  std::int64_t end_k_ = 0;
  TilePlace place_;
  bool done_ = false;
};

}  // namespace systole::mapping
