// A whole number over time: its integral, its highest value, and a curve in a bounded number of
// steps.
#pragma once

#include <cstdint>
#include <vector>

#include "llm/step_timer.hpp"

namespace systole::serve {

using llm::Nanoseconds;

/// Sums over 10^6 requests and years of nanoseconds leave 64 bits.
__extension__ using Wide = __int128;

class Gauge {
 public:
  /// The value from `now` on; time never goes back.
  void set(Nanoseconds now, std::int64_t value);

  std::int64_t value() const { return value_; }
  std::int64_t highest() const { return highest_; }
  /// Value times nanoseconds, up to the last set().
  Wide integral() const { return integral_; }
  double mean(Nanoseconds until) const;

  struct Curve {
    Nanoseconds step = 1;
    std::vector<double> means;
    std::vector<std::int64_t> highest;
  };
  /// From 0 to `until`, at which the last step ends early.
  Curve curve(Nanoseconds until) const;

 private:
  struct Bucket {
    double amount = 0.0;
    std::int64_t highest = 0;
  };
  static constexpr std::size_t kMostBuckets = 512;
  static constexpr Nanoseconds kFirstStep = 1'000'000;
  void spread(Nanoseconds begin, Nanoseconds end);
  void widen_to(Nanoseconds end);

  std::int64_t value_ = 0;
  std::int64_t highest_ = 0;
  Nanoseconds since_ = 0;
  Wide integral_ = 0;
  Nanoseconds step_ = kFirstStep;
  std::vector<Bucket> buckets_;
};

}  // namespace systole::serve
