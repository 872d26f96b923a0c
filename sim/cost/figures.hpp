// What a chip is, before anything runs on it: area, price, and the figures that export rules ask
// for, all from its parameters. docs/cost.md says how they are counted.
#pragma once

#include "config/chip.hpp"

namespace systole::cost {

/// 0 where a figure is not known.
struct ChipFigures {
  double area_mm2 = 0.0;  ///< of all logic dies
  /// Total processing performance: the largest over element types of dense 10^12 operations per
  /// second times the type's bits.
  double tpp = 0.0;
  double performance_density = 0.0;  ///< TPP per mm2; 0 in planar technologies
  double price_usd = 0.0;            ///< of making one; see cost/price.hpp
  double price_low_usd = 0.0;
  double price_high_usd = 0.0;
};

/// Throws UserError where the chip names a technology or a memory that there is not.
ChipFigures figures_of(const config::Chip& chip);

}  // namespace systole::cost
