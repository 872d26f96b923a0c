#include "timing/vector_timing.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using program::Vector;

namespace {

config::VectorUnitConfig lanes_of(std::int64_t lanes, std::int64_t special_lanes) {
  config::VectorUnitConfig unit;
  unit.lanes = lanes;
  unit.special_lanes = special_lanes;
  unit.latency_cycles = 7;
  return unit;
}

Vector work(std::int64_t simple, std::int64_t special, std::int64_t bits = 32) {
  Vector vector;
  vector.simple = simple;
  vector.special = special;
  vector.element_bits = bits;
  return vector;
}

}  // namespace

TEST_CASE("Simple and special operations overlap, each on its own lanes") {
  const config::VectorUnitConfig unit = lanes_of(32, 4);
  CHECK(timing::vector_cycles(work(320, 0), unit) == 10);
  CHECK(timing::vector_cycles(work(321, 0), unit) == 11);
  CHECK(timing::vector_cycles(work(320, 40), unit) == 10);
  CHECK(timing::vector_cycles(work(320, 44), unit) == 11);
  CHECK(timing::vector_cycles(work(0, 32), lanes_of(32, 0)) == 1);
}

TEST_CASE("Narrow elements are packed where the unit can") {
  config::VectorUnitConfig unit = lanes_of(32, 4);
  unit.rate_16_bit = 2.0;
  unit.rate_8_bit = 4.0;
  CHECK(timing::vector_cycles(work(640, 0, 32), unit) == 20);
  CHECK(timing::vector_cycles(work(640, 0, 16), unit) == 10);
  CHECK(timing::vector_cycles(work(640, 0, 8), unit) == 5);
}

TEST_CASE("Commands follow each other through the pipeline; a result is there after the latency") {
  timing::VectorTimeline timeline(lanes_of(32, 4));
  const auto first = timeline.run(work(320, 0), 50);
  CHECK(first.begin == 50);
  CHECK(first.end == 67);
  const auto second = timeline.run(work(320, 0), 50);
  CHECK(second.begin == 60);
  CHECK(second.stall == 0);
  const auto late = timeline.run(work(32, 0), 80);
  CHECK(late.stall == 10);
  CHECK(late.end == 88);
  CHECK(timeline.tail() == 7);
}

TEST_CASE("Without lanes, work takes no time") {
  timing::VectorTimeline timeline(lanes_of(0, 0));
  CHECK(timeline.run(work(1 << 20, 1 << 20), 5).end == 5);
  CHECK(timeline.tail() == 0);
}
