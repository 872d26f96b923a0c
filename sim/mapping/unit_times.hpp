// How long the matrix unit of a core takes, as estimates ask it.
#pragma once

#include "config/chip.hpp"
#include "timing/fold.hpp"

namespace systole::mapping {

class UnitTimes {
 public:
  UnitTimes(const config::MatrixUnitConfig& unit, DType dtype) : unit_(unit), dtype_(dtype) {}

  /// From tile to tile, where equal tiles follow each other.
  Cycles steady(const timing::TileShape& tile) const;
  /// From a tile's last operands to its last sums.
  Cycles tail(const timing::TileShape& tile) const;

 private:
  config::MatrixUnitConfig unit_;
  DType dtype_;
};

}  // namespace systole::mapping
