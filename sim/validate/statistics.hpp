// Order statistics and correlation of plain numbers.
#pragma once

#include <vector>

namespace systole::validate {

/// Between the two nearest values, in proportion; `values` is not empty, `q` in [0, 1].
double quantile(std::vector<double> values, double q);

/// Pearson's; 0 for fewer than three pairs and where one side does not vary.
double correlation(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace systole::validate
