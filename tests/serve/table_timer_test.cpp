// Tables of step times: exact where the function is flat enough, honest about the rest, and the
// same whatever was asked before.
#include "serve/table_timer.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "serve/fixtures.hpp"

using namespace systole;
using namespace systole::test;
using serve::TimeSurface;

namespace {

/// A kink and a product: what real step times are made of.
Nanoseconds rough(std::int64_t x, std::int64_t y) {
  return std::max<std::int64_t>(20'000, 150 * x) + 3 * x * y;
}

/// A new wave of tiles every 64 rows.
Nanoseconds waves(std::int64_t x, std::int64_t /*y*/) { return 20'000 + (x + 63) / 64 * 4000; }

}  // namespace

TEST_CASE("a surface that is bilinear is exact with five points a cell") {
  std::int64_t asked = 0;
  TimeSurface surface(
      [&](std::int64_t x, std::int64_t y) {
        ++asked;
        return 1000 + 7 * x + 3 * y + 2 * x * y;
      },
      {0.01, 0}, 64);
  CHECK(surface.at(5.0, 100.0) == Approx(1000 + 35 + 300 + 1000));
  CHECK(surface.at(7.0, 70.5) == Approx(1000 + 49 + 211.5 + 987));
  CHECK(asked == 5);
  CHECK(surface.largest_error() < 1e-9);
}

TEST_CASE("cells are divided until their middle is good enough") {
  TimeSurface surface(rough, {0.02, 0}, 256);
  double worst = 0.0;
  for (std::int64_t x = 1; x < 700; x += 3) {
    for (std::int64_t y = 0; y < 3000; y += 97) {
      const double truth = static_cast<double>(rough(x, y));
      worst = std::max(
          worst,
          std::fabs(surface.at(static_cast<double>(x), static_cast<double>(y)) / truth - 1.0));
    }
  }
  CHECK(surface.largest_error() <= 0.02);
  CHECK(worst < 0.04);  // a kink is up to twice as far from the line as the middle is
  CHECK(surface.points() < 500);
}

TEST_CASE("a jump stays in a narrow cell, and is reported") {
  TimeSurface surface(waves, {0.001, 0}, 0);
  std::int64_t wrong = 0;
  for (std::int64_t x = 129; x <= 256; ++x) {
    const auto truth = static_cast<double>(waves(x, 0));
    if (std::fabs(surface.at(static_cast<double>(x), 0.0) / truth - 1.0) > 0.001) ++wrong;
  }
  CHECK(wrong <= 2 * 16);  // cells are halved three times: an eighth of 128 around either jump
  CHECK(surface.largest_error() > 0.01);
}

TEST_CASE("a surface does not depend on the order of questions") {
  TimeSurface forwards(rough, {0.01, 0}, 256);
  TimeSurface backwards(rough, {0.01, 0}, 256);
  std::vector<double> answers;
  for (int x = 1; x < 300; ++x) answers.push_back(forwards.at(x, 10.0 * x));
  for (int x = 299; x >= 1; --x)
    REQUIRE(backwards.at(x, 10.0 * x) == answers[static_cast<std::size_t>(x - 1)]);
}

TEST_CASE("what is small beside the rest of a step need not be known well") {
  TimeSurface strict(rough, {0.001, 0}, 256);
  TimeSurface loose(rough, {0.001, 100'000'000}, 256);
  double difference = 0.0;
  for (int x = 1; x < 300; ++x)
    difference = std::max(difference, std::fabs(loose.at(x, 500.0) - strict.at(x, 500.0)));
  CHECK(difference < 0.001 * 100'000'000);
  CHECK(loose.points() < strict.points());
}

TEST_CASE("of one number, points are asked for once") {
  std::int64_t asked = 0;
  TimeSurface curve(
      [&](std::int64_t x, std::int64_t y) {
        ++asked;
        return 100 * x + y;
      },
      {0.01, 0}, 0);
  CHECK(curve.at(100.0, 0.0) == Approx(10'000));
  CHECK(curve.at(128.0, 0.0) == 12'800);
  CHECK(asked == 3);
}

TEST_CASE("a table answers as its source does, and says how well") {
  CountingTimer source;
  serve::TableTimer table(source, 0.01);
  llm::StepShape step;
  step.tokens = 137;
  step.sampled = 9;
  step.prefill = {{100, 28}, {29, 0}};
  step.decode = {8, 1, 8000};
  const auto answer = static_cast<double>(table.time(step));
  CHECK(answer == Approx(static_cast<double>(source.time(step))).epsilon(0.02));
  CHECK(table.quality().steps == 1);
  CHECK(table.quality().largest_step_error < 0.02);
  const std::int64_t asked = source.asked;
  for (int i = 0; i < 2; ++i) table.time(step);
  CHECK(source.asked == asked);
  CHECK(table.kv_memory().bytes_per_token == source.kv_memory().bytes_per_token);
}

TEST_CASE("a source whose parts do not add up is found out") {
  class Overlapping : public CountingTimer {
   public:
    Nanoseconds time(const llm::StepShape& step) override {
      const Nanoseconds all = CountingTimer::time(step);
      return step.tokens > 0 && step.decode.sequences > 0 ? all / 2 : all;
    }
  };
  Overlapping source;
  serve::TableTimer table(source, 0.01);
  llm::StepShape step;
  step.tokens = 8;
  step.decode = {8, 1, 800};
  table.time(step);
  CHECK(table.quality().largest_step_error > 0.9);
}
