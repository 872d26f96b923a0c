// How large the dies of a chip are, from what they hold.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"
#include "cost/parts_table.hpp"

namespace systole::cost {

struct AreaPart {
  std::string name;
  std::string basis;  ///< how many of what
  double mm2 = 0.0;
  bool on_base = false;  ///< on dies of their own, beside those of the cores
};

struct Area {
  std::vector<AreaPart> parts;
  double given_mm2 = 0.0;  ///< silicon.area_mm2
  double core_dies_mm2() const;
  double base_dies_mm2() const;
  /// Given, or the sum of the parts.
  double total_mm2() const;
};

/// Cores of the die, those included that this product does not use.
double cores_made(const config::Chip& chip);

Area area_of(const config::Chip& chip);
/// The same with rules of one's own, as a fit of them needs.
Area area_of(const config::Chip& chip, const AreaRules& rules);

}  // namespace systole::cost
