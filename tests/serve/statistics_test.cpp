// Percentiles, gauges, promises and the search for a rate.
#include <cmath>

#include <catch2/catch.hpp>

#include "serve/find_rate.hpp"
#include "serve/fixtures.hpp"

using namespace systole;
using namespace systole::test;
using namespace systole::serve;

TEST_CASE("a percentile is the smallest time that so many do not exceed") {
  std::vector<Nanoseconds> times;
  for (Nanoseconds i = 200; i >= 1; --i) times.push_back(i);
  const Spread spread = spread_of(times);
  CHECK(spread.mean == 100);
  CHECK(spread.p50 == 100);
  CHECK(spread.p90 == 180);
  CHECK(spread.p99 == 198);
  CHECK(spread.largest == 200);
  CHECK(spread_of({7}).p99 == 7);
  CHECK(spread_of({}).largest == 0);
}

TEST_CASE("batches are weighted by steps") {
  PoolOutcome pool;
  pool.steps_of_size = {0, 50, 0, 49, 0, 1};
  pool.steps = 100;
  const BatchSpread spread = batch_spread_of(pool);
  CHECK(spread.mean == Approx(2.02));
  CHECK(spread.p50 == 1);
  CHECK(spread.p99 == 3);
  CHECK(spread.largest == 5);
}

TEST_CASE("a gauge integrates exactly and draws a bounded curve") {
  Gauge gauge;
  Wide integral = 0;
  Nanoseconds now = 0;
  for (std::int64_t i = 0; i < 100'000; ++i) {
    gauge.set(now, i % 7);
    const Nanoseconds length = 1 + (i * 7919) % 1'000'000'007;
    integral += static_cast<Wide>(i % 7) * length;
    now += length;
  }
  gauge.set(now, 0);
  CHECK((gauge.integral() == integral));
  CHECK(gauge.highest() == 6);
  const Gauge::Curve curve = gauge.curve(now);
  CHECK(curve.means.size() <= 512);
  CHECK(curve.means.size() > 200);
  double sum = 0.0;
  for (std::size_t i = 0; i < curve.means.size(); ++i) {
    const Nanoseconds from = static_cast<Nanoseconds>(i) * curve.step;
    sum += curve.means[i] * static_cast<double>(std::min(curve.step, now - from));
  }
  CHECK(sum == Approx(static_cast<double>(integral)).epsilon(1e-9));
}

TEST_CASE("a promise is kept when every limit is") {
  const Request asked = request(100, 10, 5);
  Served served;
  served.first_token = 300;  // TTFT 200, TPOT 50, end to end 400
  served.finished = 500;
  CHECK(meets({}, asked, served));
  CHECK(meets({200, 50, 400}, asked, served));
  CHECK_FALSE(meets({199, 50, 400}, asked, served));
  CHECK_FALSE(meets({200, 49, 400}, asked, served));
  CHECK_FALSE(meets({200, 50, 399}, asked, served));
}

TEST_CASE("the highest rate is found from below, from above and nowhere") {
  std::int64_t runs = 0;
  const auto up_to = [&](double limit) {
    return [&runs, limit](double rate) {
      ++runs;
      return RatePoint{rate, rate <= limit ? 0.95 : 0.5, {}};
    };
  };
  for (const double start : {0.5, 3.0, 500.0}) {
    runs = 0;
    const FoundRate found = find_rate({start, 0.9, 0.01}, up_to(37.0));
    REQUIRE(found.per_second);
    CHECK(found.is_limit);
    CHECK(*found.per_second <= 37.0);
    CHECK(*found.per_second > 37.0 / 1.011);
    CHECK(runs < 20);
    for (std::size_t i = 1; i < found.curve.size(); ++i)
      CHECK(found.curve[i - 1].per_second < found.curve[i].per_second);
  }
  CHECK_FALSE(find_rate({1.0, 0.9, 0.01}, up_to(0.0)).per_second);
  CHECK_FALSE(find_rate({1.0, 0.9, 0.01}, up_to(INFINITY)).is_limit);
}

TEST_CASE("a rate that is found keeps the promise, and a higher one breaks it") {
  std::vector<Request> base;
  for (int i = 0; i < 200; ++i) base.push_back(request(i * 1'000'000'000LL, 20 + i % 30, 12));
  const auto at = [&](double rate) {
    std::vector<Request> requests = base;
    for (Request& each : requests)
      each.arrival = std::llround(static_cast<double>(each.arrival) / rate);
    const Outcome outcome = run(requests, small_cluster(60));
    return RatePoint{rate, attainment_of(outcome, {20'000, 4'000, {}}), statistics_of(outcome)};
  };
  const FoundRate found = find_rate({1000.0, 0.9, 0.01}, at);
  REQUIRE(found.per_second);
  CHECK(at(*found.per_second).attainment >= 0.9);
  CHECK(at(*found.per_second * 1.2).attainment < 0.9);
}
