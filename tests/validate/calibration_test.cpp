// A fit must find what it is about, and must not call memory a model.
#include "validate/calibration.hpp"

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "study/simulate.hpp"

using namespace systole;
using validate::Measured;

namespace {

config::Chip toy() {
  Diagnostics diagnostics;
  config::Chip chip =
      config::read_chip(std::string(SYSTOLE_SOURCE_DIR) + "/configs/chips/toy_gpu.yaml",
                        {"launch.next_us=2"}, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

std::vector<Measured> products() {
  std::string table = "dtype,m,n,k,latency_us\n";
  for (const int n : {32, 64, 96, 128, 160, 192, 256, 320}) {
    for (const int m : {16, 128, 512}) {
      table += "fp16," + std::to_string(m) + "," + std::to_string(n) + ",128,1\n";
    }
  }
  return validate::parse_measured(table, "made.csv");
}

std::vector<const Measured*> pointers(const std::vector<Measured>& rows) {
  std::vector<const Measured*> list;
  for (const Measured& row : rows) list.push_back(&row);
  return list;
}

validate::CalibrationOptions quick() {
  validate::CalibrationOptions options;
  options.predict.fidelity = system::Fidelity::analytic;
  options.evaluations = 60;
  return options;
}

/// Times as `chip` would have them.
void measure(const config::Chip& chip, std::vector<Measured>& rows) {
  const auto times = validate::predict(chip, pointers(rows), quick().predict);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    REQUIRE(times[i].error.empty());
    rows[i].seconds = times[i].seconds;
  }
}

}  // namespace

TEST_CASE("a calibration finds the clock and the launch cost that the times were made with") {
  const config::Chip chip = toy();
  std::vector<Measured> rows = products();
  const double clock = 0.8 * chip.clock_mhz;
  measure(study::changed(chip, {"clock_mhz=" + std::to_string(clock), "launch.next_us=5"}), rows);
  const auto parameters = validate::parameters_of(chip, {"clock_mhz", "launch.next_us"});
  const validate::Calibration fit = validate::calibrate(chip, pointers(rows), parameters, quick());
  CHECK(fit.before.mape > 0.1);
  CHECK(fit.train.mape < 0.02);
  CHECK(fit.held_out.mape < 0.03);
  CHECK_FALSE(fit.has_memorised());
  CHECK(fit.parameters[0].value == Approx(clock).epsilon(0.05));
  CHECK(fit.parameters[1].value == Approx(5.0).epsilon(0.05));
  CHECK(fit.parameters[1].of_folds.size() == 5);
  CHECK(fit.parameters[1].error_above > fit.train.mape);
}

TEST_CASE("a fit is called memory when shapes that it did not see come out much worse") {
  validate::Calibration fit;
  fit.train.mape = 0.05;
  fit.held_out.mape = 0.07;
  CHECK_FALSE(fit.has_memorised());
  fit.held_out.mape = 0.08;
  CHECK(fit.has_memorised());
}

TEST_CASE("keys that a chip does not have, or that are zero, cannot be fitted") {
  const config::Chip chip = toy();
  CHECK_THROWS_WITH(validate::parameters_of(chip, {"clock_mhx"}),
                    Catch::Contains("did you mean 'clock_mhz'"));
  CHECK_THROWS_WITH(validate::parameters_of(chip, {"core.sram.banks"}),
                    Catch::Contains("give it a value above 0"));
  // What may be nothing starts from there.
  const auto pieces = validate::parameters_of(chip, {"dram.piece_ns"});
  CHECK(pieces.at(0).start == 0.0);
  CHECK(pieces.at(0).value_at(0.5) == 2.0);
}

TEST_CASE("too few shapes cannot be calibrated with") {
  const config::Chip chip = toy();
  std::vector<Measured> rows = products();
  rows.resize(3);
  CHECK_THROWS_WITH(validate::calibrate(chip, pointers(rows),
                                        validate::parameters_of(chip, {"clock_mhz"}), quick()),
                    Catch::Contains("too few"));
}

TEST_CASE("a clock is fitted up to the highest boost and no further") {
  const config::Chip chip = toy();
  const validate::Parameter clock = validate::parameters_of(chip, {"clock_mhz"}).front();
  CHECK(clock.high == Approx(std::max(chip.clocks.boost_mhz, chip.clock_mhz)));
  CHECK(clock.value_at(clock.coordinate_of(chip.clock_mhz)) == Approx(chip.clock_mhz));
}
