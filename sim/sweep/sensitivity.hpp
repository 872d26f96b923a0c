// Which axis of a sweep matters for a metric, and by how much.
#pragma once

#include <string>
#include <vector>

#include "sweep/database.hpp"

namespace systole::sweep {

/// What one value of an axis makes of the metric, averaged over everything else.
struct Level {
  std::string value;
  std::int64_t rows = 0;
  double mean = 0.0;
};

struct MainEffect {
  std::string axis;
  /// Of the metric's variance, what the means of the axis's values explain (eta squared): the
  /// first-order Sobol index where the rows are a full grid.
  double share = 0.0;
  double best_over_worst = 1.0;  ///< largest mean over the smallest
  std::vector<Level> levels;     ///< in the order of the axis's values
};

struct Sensitivity {
  std::string metric;
  std::int64_t rows = 0;
  bool of_logarithm = false;        ///< effects of factors, where the metric is above 0 everywhere
  std::vector<MainEffect> effects;  ///< largest share first
  double left = 0.0;                ///< of the variance: what axes do together, and chance
};

/// Of the rows given, all of which count the same. Throws UserError when there are fewer than two
/// rows with the metric.
Sensitivity sensitivity_of(const Heading& heading, const std::vector<StoredRow>& rows,
                           const std::string& metric);

}  // namespace systole::sweep
