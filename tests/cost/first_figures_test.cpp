#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "cost/energy.hpp"
#include "cost/figures.hpp"

using namespace systole;

TEST_CASE("a chip's TPP is its densest rate times the bits of the type") {
  Diagnostics diagnostics;
  const config::Chip chip = config::read_chip("v100_sxm2", {}, diagnostics);
  diagnostics.throw_if_errors();
  CHECK(cost::figures_of(chip).tpp == Approx(2000.0).epsilon(0.01));
}

TEST_CASE("energy by part sums to the total, and nothing done in no time costs nothing") {
  const config::Chip chip;
  CHECK(cost::energy_of(chip, {}, 0.0).total() == 0.0);
  result::Counters work;
  work.macs = 1000;
  CHECK(cost::energy_of(chip, work, 0.0).total() == cost::energy_of(chip, work, 0.0).arithmetic);
  CHECK(cost::energy_of(chip, work, 1.0).leakage > 0.0);
}
