// Amounts over time keep their sum, however often the steps widen.
#include "hw/time_buckets.hpp"

#include <numeric>

#include <catch2/catch.hpp>

using systole::Cycles;
using systole::hw::TimeBuckets;

namespace {

double total(const TimeBuckets& buckets, Cycles end) {
  const std::vector<double> rates = buckets.per_cycle(end);
  double sum = 0.0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const Cycles from = static_cast<Cycles>(i) * buckets.width();
    sum += rates[i] * static_cast<double>(std::min(buckets.width(), end - from));
  }
  return sum;
}

}  // namespace

TEST_CASE("Steps widen with time and keep the sum") {
  TimeBuckets buckets;
  double added = 0.0;
  Cycles end = 0;
  for (Cycles begin = 0; begin < 100'000; begin += 777) {
    end = begin + 1234;
    buckets.add(begin, end, 50.0);
    added += 50.0;
    CHECK(buckets.per_cycle(end).size() <= 256);
  }
  CHECK(total(buckets, end) == Approx(added));
  CHECK(buckets.width() > 16);
}

TEST_CASE("An amount is spread evenly, and the last step may be cut short") {
  TimeBuckets buckets;
  buckets.add(8, 40, 64.0);
  const std::vector<double> rates = buckets.per_cycle(40);
  REQUIRE(rates.size() == 3);
  CHECK(rates[0] == 1.0);  // half of 16 cycles at 2
  CHECK(rates[1] == 2.0);
  CHECK(rates[2] == 2.0);
}

TEST_CASE("An empty span counts as one cycle") {
  TimeBuckets buckets;
  buckets.add(5, 5, 3.0);
  CHECK(total(buckets, 6) == Approx(3.0));
}
