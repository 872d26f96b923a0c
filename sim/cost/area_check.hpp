// The area model against dies that shipped, and what its fitted constants would be without each.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"
#include "cost/parts_table.hpp"

namespace systole::cost {

struct AreaSample {
  std::string chip;
  std::string die;  ///< products of one die are left out together
  config::CoreControl control = config::CoreControl::fixed;
  double published_mm2 = 0.0;
  double estimated_mm2 = 0.0;  ///< of the dies of the cores
  /// With the constants fitted to the other dies; as `estimated_mm2` where nothing is fitted.
  double left_out_mm2 = 0.0;
  bool fitted = false;    ///< a constant that its estimate needs is fitted
  bool has_base = false;  ///< its base dies are not part of the comparison
  double error() const { return estimated_mm2 / published_mm2 - 1.0; }
  double left_out_error() const { return left_out_mm2 / published_mm2 - 1.0; }
};

/// The chips that state a die's area and are not given theirs (silicon.area_mm2).
std::vector<AreaSample> check_area(const std::vector<config::Chip>& chips);

/// The area of a core's control at 7 nm that fits the stated areas best: least squares of relative
/// errors, each die once. 0 where no die has that control.
double fitted_control_mm2(const std::vector<config::Chip>& chips, config::CoreControl control,
                          const std::string& without_die = "");

}  // namespace systole::cost
