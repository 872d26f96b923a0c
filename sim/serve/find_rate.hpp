// The highest rate of arrival at which a promise is kept.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "serve/statistics.hpp"

namespace systole::serve {

/// One run at one rate.
struct RatePoint {
  double per_second = 0.0;
  double attainment = 0.0;
  Statistics statistics;
};

struct FoundRate {
  std::optional<double> per_second;  ///< nothing where no rate is low enough
  bool is_limit = true;              ///< false: the promise is kept at every rate that was tried
  std::vector<RatePoint> curve;      ///< every rate that was tried, the lowest first
};

struct RateSearch {
  double start = 1.0;       ///< requests per second
  double attainment = 0.9;  ///< the share of requests that must meet the promise
  double precision = 0.01;  ///< relative
};

/// Doubles or halves the rate until the promise breaks or holds, then bisects. The same requests
/// come at every rate, so that the share that is served well falls nearly evenly.
FoundRate find_rate(const RateSearch& search, const std::function<RatePoint(double)>& run);

}  // namespace systole::serve
