#include "study/interval.hpp"

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "study/compare.hpp"

using namespace systole;

namespace {

config::Chip chip_of(const std::string& text) {
  Diagnostics diagnostics;
  config::Chip chip = config::parse_chip(text, "ranged.yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

config::Chip ranged() {
  return chip_of(
      "clock_mhz: {low: 500, nominal: 1000, high: 2000, source: assumed}\n"
      "launch: {first_us: {low: 1, nominal: 2, high: 4, source: assumed}}\n"
      "facts: {tdp_w: {low: 1, nominal: 2, high: 3, source: assumed}}\n");
}

/// 1000 cycles and the launch, in place of a simulation.
result::Result answer(const config::Chip& chip) {
  result::Result result;
  result.chip = chip.name;
  result.workload = "made";
  result.machine.clock_hz = static_cast<std::int64_t>(chip.clock_mhz * 1e6);
  result::OperatorResult op;
  op.name = "only";
  op.kind = "gemm";
  op.cycles = 1000 + static_cast<Cycles>(chip.launch.first_us * chip.clock_mhz);
  op.useful_macs = 64'000;
  op.peak_macs_per_cycle = 64;
  result.operators.push_back(op);
  return result;
}

struct Simulator {
  int runs = 0;
  study::Simulate simulate = [this](const std::vector<config::Chip>& chips) {
    std::vector<result::Result> results;
    for (const config::Chip& chip : chips) results.push_back(answer(chip));
    runs += static_cast<int>(chips.size());
    return results;
  };
};

}  // namespace

TEST_CASE("An interval spans the fastest and the slowest chip, and names the range that matters") {
  Simulator simulator;
  const auto interval = study::interval_of(ranged(), simulator.simulate);
  REQUIRE(interval);
  const study::Bounds seconds = interval->seconds(answer(ranged()));
  CHECK(seconds.low == Approx(0.5e-6 + 1e-6));   // 2000 MHz, 1 us
  CHECK(seconds.high == Approx(2.0e-6 + 4e-6));  // 500 MHz, 4 us
  REQUIRE(interval->effects.size() == 2);        // facts are no part of the machine
  CHECK(interval->effects[0].key == "launch.first_us");
  CHECK(interval->effects[0].seconds_at_high == Approx(5e-6));
  CHECK(interval->effects[1].key == "clock_mhz");
  CHECK(interval->effects[1].seconds_at_low == Approx(4e-6));
  CHECK(simulator.runs == 6);
  CHECK(interval->operator_seconds(answer(ranged()), 0).low == seconds.low);
}

TEST_CASE("One range needs no run beyond its two ends") {
  Simulator simulator;
  const config::Chip chip = chip_of("clock_mhz: {low: 500, nominal: 1000, high: 2000}\n");
  REQUIRE(study::interval_of(chip, simulator.simulate));
  CHECK(simulator.runs == 2);
}

TEST_CASE("A chip without ranges gets no interval, and no run is wasted on it") {
  Simulator simulator;
  CHECK_FALSE(study::interval_of(chip_of("clock_mhz: 1000\n"), simulator.simulate));
  CHECK(simulator.runs == 0);
}

TEST_CASE("A comparison holds every chip against the first, with intervals where there are any") {
  Simulator simulator;
  const config::Chip plain = chip_of("name: plain\nclock_mhz: 500\n");
  const std::vector<study::Contender> contenders{
      {answer(plain), std::nullopt},
      {answer(ranged()), study::interval_of(ranged(), simulator.simulate)}};
  const auto rows = study::rows_of(contenders);
  CHECK(rows[0].speed.nominal == 1.0);
  CHECK_FALSE(rows[0].seconds.bounds);
  CHECK(rows[1].speed.nominal == Approx(2.0 / 3.0));  // 2 us against 3 us
  REQUIRE(rows[1].speed.bounds);
  CHECK(rows[1].speed.bounds->low == Approx(2.0 / 6.0));
  CHECK(rows[1].speed.bounds->high == Approx(2.0 / 1.5));
  CHECK(rows[0].compute_utilization.nominal == Approx(1.0));
  CHECK(rows[0].roofline_share.nominal == Approx(1.0));
  const auto parts = study::parts_of(contenders, study::Grouping::by_kind);
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].chips[1].speed == Approx(2.0 / 3.0));
  CHECK(parts[0].chips[1].bounds->high == Approx(6e-6));
}
