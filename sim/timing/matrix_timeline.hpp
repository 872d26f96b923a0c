// When the matrix unit of a core works on which tile: one face for arrays and dot-product units,
// at the rate of an element type.
#pragma once

#include <variant>

#include "timing/array_timeline.hpp"
#include "timing/dot_product.hpp"
#include "timing/matrix_rate.hpp"

namespace systole::timing {

class MatrixTimeline {
 public:
  MatrixTimeline(const config::MatrixUnitConfig& unit, DType dtype);

  /// Runs a tile whose operands are all ready in cycle `ready`. Throws UserError where the unit
  /// cannot multiply elements of the type.
  TileSpan run(const TileShape& tile, Cycles ready);
  /// Goes on with the single fold in progress. Where there are no folds, an ordinary tile.
  TileSpan continue_fold(const TileShape& tile, Cycles ready);
  /// The latest tile takes `cycles` longer, because the unit stands still meanwhile.
  void freeze(Cycles cycles, TileSpan& span);
  /// The overhead after the last stream that no further tile hides. 0 when nothing ran.
  Cycles tail() const;
  /// When everything issued so far has left the unit.
  Cycles end() const;

 private:
  TileShape scaled(const TileShape& tile) const;

  DType dtype_;
  MatrixRate rate_;
  std::variant<ArrayTimeline, DotProductTimeline> unit_;
};

/// Cycles of one tile of `dtype` alone on an idle unit.
Cycles tile_cycles(const TileShape& tile, const config::MatrixUnitConfig& unit, DType dtype);

/// How well one tile fills the unit, for books: passes over it, and the places with work summed
/// over them. Places are PEs of an array, or multipliers of dot-product units.
struct UnitUse {
  std::int64_t passes = 0;
  std::int64_t used_places = 0;
};
UnitUse use_of(const TileShape& tile, const config::MatrixUnitConfig& unit, DType dtype);

/// Elements that the unit reads and writes while it works on one tile. Dot-product units read an
/// operand once for every piece of the output that wants it, and keep sums until they are whole.
ArrayAccesses accesses_of(const TileShape& tile, const config::MatrixUnitConfig& unit, DType dtype);

}  // namespace systole::timing
