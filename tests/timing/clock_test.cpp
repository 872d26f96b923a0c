#include "timing/clock.hpp"

#include <catch2/catch.hpp>

using systole::timing::Clock;

TEST_CASE("A cycle's start converts back to the same cycle, at awkward frequencies too") {
  const auto mhz = GENERATE(1.0, 940.0, 1410.0, 1755.0, 1980.0, 333.333333);
  const Clock clock = Clock::from_mhz(mhz);
  const auto cycle = GENERATE(values<systole::Cycles>({0, 1, 2, 999, 1'000'003, 4'000'000'007}));
  CHECK(clock.first_cycle_at(clock.start_of(cycle)) == cycle);
  CHECK(clock.first_cycle_at(clock.start_of(cycle) + 1) == cycle + 1);
}

TEST_CASE("A time beyond the kernel's horizon is refused") {
  CHECK_THROWS(Clock::from_mhz(1.0).start_of(10'000'000'000'000));
}
