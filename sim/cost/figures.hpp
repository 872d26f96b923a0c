// What a chip is, before anything runs on it: area, price, and the figures that export rules ask
// for.
#pragma once

#include "config/chip.hpp"

namespace systole::cost {

/// 0 where a figure is not known.
struct ChipFigures {
  double area_mm2 = 0.0;
  /// Total processing performance: the largest over element types of dense 10^12 operations per
  /// second times the type's bits.
  double tpp = 0.0;
  double performance_density = 0.0;  ///< TPP per mm2
  double price_usd = 0.0;
};

ChipFigures figures_of(const config::Chip& chip);

}  // namespace systole::cost
