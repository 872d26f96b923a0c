#include "mapping/tiling.hpp"

#include <fmt/format.h>

#include "base/checked.hpp"

namespace systole::mapping {

char letter_of(Dimension dimension) { return "mnk"[static_cast<int>(dimension)]; }

std::int64_t& along(timing::TileShape& shape, Dimension dimension) {
  if (dimension == Dimension::m) return shape.m;
  return dimension == Dimension::n ? shape.n : shape.k;
}

std::int64_t along(const timing::TileShape& shape, Dimension dimension) {
  return along(const_cast<timing::TileShape&>(shape), dimension);
}

bool indexes(Operand operand, Dimension dimension) {
  switch (operand) {
    case Operand::input:
      return dimension != Dimension::n;
    case Operand::weight:
      return dimension != Dimension::m;
    case Operand::output:
      break;
  }
  return dimension != Dimension::k;
}

timing::TileShape tile_counts(const timing::TileShape& whole, const timing::TileShape& tile) {
  return {ceil_div(whole.m, tile.m), ceil_div(whole.n, tile.n), ceil_div(whole.k, tile.k)};
}

std::string describe(const Tiling& tiling) {
  std::string text = fmt::format("tile {}x{}x{} (m x n x k), order {} {} {}, slots", tiling.tile.m,
                                 tiling.tile.n, tiling.tile.k, letter_of(tiling.order[0]),
                                 letter_of(tiling.order[1]), letter_of(tiling.order[2]));
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    text += fmt::format(" {}{} {}", tiling.slots[i].slots, tiling.resident[i] ? " (whole)" : "",
                        name_of(operand));
  }
  if (tiling.split_k > 1) text += fmt::format(", K in {} parts", tiling.split_k);
  if (tiling.cores > 1) text += fmt::format(", {} cores", tiling.cores);
  if (tiling.group > 0) text += fmt::format(" in groups of {}", tiling.group);
  if (tiling.tiles_in_flight > 0) text += fmt::format(", {} in flight", tiling.tiles_in_flight);
  if (tiling.cluster > 1) text += fmt::format(", clusters of {}", tiling.cluster);
  return text;
}

}  // namespace systole::mapping
