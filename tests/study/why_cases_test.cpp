// Five chips, each made to be limited by one thing: the explanation names it, and the simulated
// changes agree.
#include <algorithm>

#include <catch2/catch.hpp>

#include "study/causes.hpp"
#include "study/changed_chips.hpp"
#include "study/sensitivity.hpp"

using namespace systole;

namespace {

using Found = std::vector<study::Sensitivity>;

Found sensitivities_of(const test::Case& it) {
  return study::sensitivities(it.chip, study::seconds_of(it.run()), it.simulate());
}

/// The change whose words end with the knob's name.
const study::Sensitivity& of_knob(const Found& found, const std::string& name) {
  const auto is_it = [&](const study::Sensitivity& s) {
    return s.change.change.size() > name.size() &&
           s.change.change.substr(s.change.change.size() - name.size()) == name;
  };
  const auto place = std::find_if(found.begin(), found.end(), is_it);
  REQUIRE(place != found.end());
  return *place;
}

std::string cause_of(const test::Case& it) {
  const result::Result result = it.run();
  return std::string(study::cause_of(result.operators.front(), result.machine));
}

/// Change of the time, in percent.
double gain(const Found& found, const std::string& knob) {
  return -100.0 * of_knob(found, knob).time_change;
}

}  // namespace

TEST_CASE("A product that fills the array is bound by compute, and a faster clock or array helps") {
  const test::Case it = test::compute_bound();
  CHECK(cause_of(it) == "compute");
  const Found found = sensitivities_of(it);
  CHECK(gain(found, "clock") == Approx(100.0 * (1.0 - 1.0 / 1.1)).epsilon(0.01));
  CHECK(of_knob(found, "cores").change.factor == 2.0);
  CHECK(gain(found, "cores") > 30.0);
  CHECK(gain(found, "SRAM") < 5.0);
}

TEST_CASE("A product of one row is bound by DRAM, and only bandwidth helps") {
  const test::Case it = test::dram_bound();
  CHECK(cause_of(it) == "dram");
  const Found found = sensitivities_of(it);
  CHECK(found.front().change.key == "dram.channel_bandwidth_gb_per_s");
  CHECK(gain(found, "DRAM bandwidth") == Approx(100.0 * (1.0 - 1.0 / 1.1)).epsilon(0.05));
  CHECK(gain(found, "clock") < 1.0);
}

TEST_CASE("Cores that share one narrow slice are bound by L2, and its bandwidth helps most") {
  const test::Case it = test::l2_bound();
  CHECK(cause_of(it) == "l2");
  const Found found = sensitivities_of(it);
  // One byte per cycle becomes two. The clock moves the slice as well.
  CHECK(of_knob(found, "L2 bandwidth").change.factor == 2.0);
  CHECK(gain(found, "L2 bandwidth") > 30.0);
  CHECK(found.front().change.key == "shared_buffer.bytes_per_cycle");
}

TEST_CASE("A tiny product is bound by its launch, and nothing else helps") {
  const test::Case it = test::launch_bound();
  CHECK(cause_of(it) == "launch");
  const Found found = sensitivities_of(it);
  CHECK(found.front().change.key == "launch.next_us");
  CHECK(gain(found, "launch cost") == Approx(100.0 * (1.0 - 1.0 / 1.1)).epsilon(0.05));
  CHECK(gain(found, "clock") < 2.0);
}

TEST_CASE("Work for one of sixteen cores is bound by imbalance, and more cores do not help") {
  const test::Case it = test::imbalance_bound();
  CHECK(cause_of(it) == "imbalance");
  const Found found = sensitivities_of(it);
  CHECK(gain(found, "cores") <= 0.0);
  CHECK(gain(found, "clock") > 8.0);
}

TEST_CASE("A sensitivity is what a run of the changed chip takes") {
  const test::Case it = GENERATE(test::dram_bound(), test::l2_bound());
  for (const study::Sensitivity& s : sensitivities_of(it)) {
    INFO(s.change.change);
    const config::Chip changed = study::changed(it.chip, s.change.settings);
    CHECK(study::seconds_of(it.simulate()({changed}).front()) == s.seconds);
  }
}

TEST_CASE("The search finds the smallest change that reaches the target, or says that none does") {
  const test::Case it = test::dram_bound();
  const double seconds = study::seconds_of(it.run());
  const auto answers = study::speed_ups(it.chip, seconds, 1.5, it.simulate());
  REQUIRE(answers.front().reaches);
  const study::Sensitivity& best = *answers.front().reaches;
  CHECK(answers.front().knob == "DRAM bandwidth");
  CHECK(best.seconds * 1.5 <= seconds);
  // Bandwidth-bound: one and a half times the speed takes about one and a half times the bandwidth.
  CHECK(best.change.factor == Approx(1.53).margin(0.08));
  const auto launch = std::find_if(answers.begin(), answers.end(), [](const study::SpeedUp& a) {
    return a.knob == "vector lanes" || a.knob == "SRAM";
  });
  REQUIRE(launch != answers.end());
  CHECK_FALSE(launch->reaches);
}
