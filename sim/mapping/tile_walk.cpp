#include "mapping/tile_walk.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

constexpr std::array<Dimension, 3> kDimensions{Dimension::m, Dimension::n, Dimension::k};

}  // namespace

TileWalk::TileWalk(const Problem& problem, const Tiling& tiling)
    : whole_(problem.whole()), tiling_(tiling), products_(problem.gemm().count) {
  for (const Dimension d : kDimensions)
    along(tiles_, d) = ceil_div(along(whole_, d), along(tiling.tile, d));
}

void TileWalk::advance() {
  for (auto loop = tiling_.order.rbegin(); loop != tiling_.order.rend(); ++loop) {
    if (!last_along(*loop)) {
      ++along(index_, *loop);
      return;
    }
    along(index_, *loop) = 0;
  }
  ++product_;
}

TilePlace TileWalk::place() const {
  TilePlace place;
  place.product = product_;
  for (const Dimension d : kDimensions) {
    along(place.first, d) = along(index_, d) * along(tiling_.tile, d);
    along(place.size, d) =
        std::min(along(tiling_.tile, d), along(whole_, d) - along(place.first, d));
  }
  return place;
}

TilePlace TileWalk::place_of(Operand operand) const {
  if (!tiling_.resident[static_cast<std::size_t>(operand)]) return place();
  return {product_, TileShape{}, whole_};
}

std::int64_t TileWalk::load_key(Operand operand) const {
  return tiling_.resident[static_cast<std::size_t>(operand)] ? product_ : tile_key(operand);
}

std::int64_t TileWalk::tile_key(Operand operand) const {
  std::int64_t key = product_;
  for (const Dimension d : kDimensions) {
    if (indexes(operand, d))
      key = checked_add(checked_mul(key, along(tiles_, d), "tiles"), along(index_, d), "tiles");
  }
  return key;
}

}  // namespace systole::mapping
