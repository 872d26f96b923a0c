#include "mapping/tile_deal.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

TileDeal::TileDeal(std::int64_t tiles, const Tiling& tiling)
    : tiles_(tiles),
      cores_(std::max<std::int64_t>(1, tiling.cores)),
      together_(std::max<std::int64_t>(1, tiling.tiles_in_flight)) {}

std::int64_t TileDeal::tile(std::int64_t core, std::int64_t turn) const {
  const std::int64_t round = cores_ * together_;
  const std::int64_t first = turn / together_ * round;
  const std::int64_t place = turn % together_;
  const bool goes_round = first == 0 || first + round <= tiles_;
  const std::int64_t number =
      first + (goes_round ? place * cores_ + core : core * together_ + place);
  return std::min(number, tiles_);
}

std::int64_t TileDeal::most() const {
  const std::int64_t round = cores_ * together_;
  const std::int64_t left = tiles_ % round;
  if (tiles_ < round) return ceil_div(left, cores_);
  return tiles_ / round * together_ + std::min(together_, left);
}

}  // namespace systole::mapping
