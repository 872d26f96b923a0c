#include "mapping/tiling.hpp"

#include <fmt/format.h>

namespace systole::mapping {

namespace {

char letter(Dimension dimension) { return "mnk"[static_cast<int>(dimension)]; }

}  // namespace

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

std::string describe(const Tiling& tiling) {
  std::string text = fmt::format("tile {}x{}x{} (m x n x k), order {} {} {}, slots", tiling.tile.m,
                                 tiling.tile.n, tiling.tile.k, letter(tiling.order[0]),
                                 letter(tiling.order[1]), letter(tiling.order[2]));
  for (const Operand operand : kOperands) {
    const auto i = static_cast<std::size_t>(operand);
    text += fmt::format(" {}{} {}", tiling.slots[i].slots, tiling.resident[i] ? " (whole)" : "",
                        name_of(operand));
  }
  return text;
}

}  // namespace systole::mapping
