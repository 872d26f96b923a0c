#include "serve/find_rate.hpp"

#include <algorithm>
#include <cmath>

namespace systole::serve {

namespace {

/// Factors of two in either direction: a million.
constexpr int kMostDoublings = 20;

class Search {
 public:
  Search(const RateSearch& search, const std::function<RatePoint(double)>& run)
      : search_(search), run_(run) {}

  FoundRate result() {
    bracket();
    while (kept_ && broken_ && *broken_ > *kept_ * (1.0 + search_.precision))
      attempt(std::sqrt(*kept_ * *broken_));
    std::sort(found_.curve.begin(), found_.curve.end(),
              [](const RatePoint& a, const RatePoint& b) { return a.per_second < b.per_second; });
    found_.per_second = kept_;
    found_.is_limit = broken_.has_value();
    return std::move(found_);
  }

 private:
  void bracket() {
    double rate = search_.start;
    const double factor = attempt(rate) ? 2.0 : 0.5;
    for (int i = 0; i < kMostDoublings && !(kept_ && broken_); ++i) attempt(rate *= factor);
  }

  /// Whether the promise is kept at `rate`.
  bool attempt(double rate) {
    found_.curve.push_back(run_(rate));
    const bool kept = found_.curve.back().attainment >= search_.attainment;
    (kept ? kept_ : broken_) = rate;
    return kept;
  }

  const RateSearch& search_;
  const std::function<RatePoint(double)>& run_;
  FoundRate found_;
  std::optional<double> kept_;    ///< the highest rate that is known to be low enough
  std::optional<double> broken_;  ///< the lowest that is not
};

}  // namespace

FoundRate find_rate(const RateSearch& search, const std::function<RatePoint(double)>& run) {
  return Search(search, run).result();
}

}  // namespace systole::serve
