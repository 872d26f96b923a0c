// The smallest value of a function of a few numbers in [0, 1], without derivatives.
#pragma once

#include <functional>
#include <vector>

namespace systole::validate {

using Point = std::vector<double>;  ///< each coordinate in [0, 1]

struct Minimum {
  Point at;
  double value = 0.0;
  int evaluations = 0;
};

/// NLopt's Subplex within the unit cube: simplices that fold over edges, which predictions have
/// where another cause takes over, and no random numbers. Ends when steps become
/// small, or after `most_evaluations`. What `function` throws comes through.
Minimum minimize(const std::function<double(const Point&)>& function, const Point& start,
                 int most_evaluations);

}  // namespace systole::validate
