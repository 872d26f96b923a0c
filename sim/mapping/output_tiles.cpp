#include "mapping/output_tiles.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

OutputTiles::OutputTiles(const Problem& problem, const Tiling& tiling)
    : n_tiles_(ceil_div(problem.whole().n, tiling.tile.n)),
      m_tiles_(ceil_div(problem.whole().m, tiling.tile.m)),
      parts_(tiling.split_k),
      group_(tiling.group),
      m_outer_(tiling.order[0] == Dimension::m) {
  std::int64_t all_m_tiles = checked_mul(m_tiles_, problem.gemm().count, "tiles");
  if (!problem.rows().empty()) {
    m_tiles_before_.push_back(0);
    for (const std::int64_t rows : problem.rows()) {
      m_tiles_before_.push_back(m_tiles_before_.back() + ceil_div(rows, tiling.tile.m));
    }
    all_m_tiles = m_tiles_before_.back();
  }
  count_ = checked_product({all_m_tiles, n_tiles_, parts_}, "tiles");
}

OutputTiles::Index OutputTiles::at(std::int64_t number) const {
  const std::int64_t per_m_tile = n_tiles_ * parts_;
  if (m_tiles_before_.empty()) {
    const std::int64_t per_product = m_tiles_ * per_m_tile;
    Index index = within_product(number % per_product, m_tiles_);
    index.product = number / per_product;
    return index;
  }
  const auto after =
      std::upper_bound(m_tiles_before_.begin(), m_tiles_before_.end(), number / per_m_tile);
  const std::int64_t before = *(after - 1);
  Index index = within_product(number - before * per_m_tile, *after - before);
  index.product = after - m_tiles_before_.begin() - 1;
  return index;
}

// Within a group the outer loop runs over all its tiles and the second one over the group's.
OutputTiles::Index OutputTiles::within_product(std::int64_t number, std::int64_t m_tiles) const {
  Index index;
  const std::int64_t per_part = m_tiles * n_tiles_;
  index.part = number / per_part;
  const std::int64_t place = number % per_part;
  const std::int64_t outer_tiles = m_outer_ ? m_tiles : n_tiles_;
  const std::int64_t inner_tiles = m_outer_ ? n_tiles_ : m_tiles;
  const std::int64_t group = group_ > 0 ? std::min(group_, inner_tiles) : inner_tiles;
  const std::int64_t first = place / (group * outer_tiles) * group;
  const std::int64_t in_group = place % (group * outer_tiles);
  const std::int64_t width = std::min(group, inner_tiles - first);
  const std::int64_t outer = in_group / width;
  const std::int64_t inner = first + in_group % width;
  index.m = m_outer_ ? outer : inner;
  index.n = m_outer_ ? inner : outer;
  return index;
}

}  // namespace systole::mapping
