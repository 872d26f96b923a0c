#include "cost/area.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "cost/area_check.hpp"
#include "cost/chips.hpp"
#include "cost/resolve.hpp"

using namespace systole;
using namespace systole::cost;
using test::chip_named;

namespace {

double part_of(const Area& area, const std::string& name) {
  double sum = 0.0;
  for (const AreaPart& part : area.parts) {
    if (part.name == name) sum += part.mm2;
  }
  return sum;
}

}  // namespace

TEST_CASE("Parts of a die are counts times densities") {
  const config::Chip chip = chip_named("toy_4x4", {"silicon.technology=n7"});
  const Area area = area_of(chip);
  const Technology n7 = technology_of(chip);
  const AreaRules& rules = parts_table().area;
  const double kib = static_cast<double>(chip.core.sram.size_kib);
  CHECK(part_of(area, "memories of cores") ==
        Approx(kib * 8192 * n7.sram_cell_um2 * rules.sram_over_cell * 1e-6));
  CHECK(part_of(area, "control of cores") == Approx(rules.control_mm2.fixed));
  double sum = 0.0;
  for (const AreaPart& part : area.parts) sum += part.mm2;
  CHECK(area.total_mm2() == Approx(sum));
  CHECK(part_of(area, "around the parts") == Approx(sum * (1.0 - 1.0 / rules.integration)));
}

TEST_CASE("More of anything is a larger die, a finer technology a smaller one") {
  const double before = area_of(chip_named("h100_sxm")).total_mm2();
  for (const std::string more :
       {"core.count=140", "core.sram.size_kib=600", "shared_buffer.size_kib=61440",
        "core.matrix.units=5", "silicon.link_gb_per_s=1000", "silicon.memory_interfaces=7",
        "silicon.disabled_cores=14", "dram.channels=100", "silicon.fp64_lanes=80"}) {
    INFO(more);
    CHECK(area_of(chip_named("h100_sxm", {more})).total_mm2() > before);
  }
  CHECK(area_of(chip_named("h100_sxm", {"silicon.technology=n3"})).total_mm2() < before);
  CHECK(area_of(chip_named("h100_sxm", {"silicon.technology=n28"})).total_mm2() > 3.0 * before);
}

TEST_CASE("A product of fewer cores on one die has the die's area") {
  CHECK(area_of(chip_named("h100_pcie")).total_mm2() ==
        Approx(area_of(chip_named("h100_sxm")).total_mm2()));
  CHECK(area_of(chip_named("rtx_4090_d")).total_mm2() ==
        Approx(area_of(chip_named("rtx_4090")).total_mm2()));
  CHECK(area_of(chip_named("h20")).total_mm2() == 814.0);  // given
}

TEST_CASE("Shipped dies are estimated within 20 %, with the die itself left out of the fit") {
  std::size_t samples = 0;
  for (const AreaSample& sample : check_area(test::shipped_chips())) {
    INFO(sample.chip << ": " << sample.left_out_mm2 << " against " << sample.published_mm2);
    ++samples;
    // The published area is A100's to the square millimetre, and twice what the described parts
    // take: docs/cost.md says what is missing. It is a gap, held here so that nobody forgets it.
    if (sample.chip == "gaudi2") {
      CHECK(sample.left_out_error() < -0.4);
      continue;
    }
    CHECK(std::abs(sample.error()) <= 0.2);
    CHECK(std::abs(sample.left_out_error()) <= 0.2);
  }
  CHECK(samples == 16);
}

TEST_CASE("The fitted areas of control are those that the shipped dies give") {
  const std::vector<config::Chip> chips = test::shipped_chips();
  const ControlAreas& control = parts_table().area.control_mm2;
  CHECK(fitted_control_mm2(chips, config::CoreControl::simt) ==
        Approx(control.simt).epsilon(0.002));
  CHECK(fitted_control_mm2(chips, config::CoreControl::graphics) ==
        Approx(control.graphics).epsilon(0.002));
  // Leaving a die out must leave it out.
  CHECK(fitted_control_mm2(chips, config::CoreControl::simt, "GA100") !=
        Approx(control.simt).epsilon(0.002));
  CHECK(fitted_control_mm2({}, config::CoreControl::simt) == 0.0);
}

TEST_CASE("A technology is the stated one, the nearest to the facts, or 7 nm") {
  CHECK(technology_of(config::Chip{}).name == "n7");
  CHECK(technology_of(chip_named("eyeriss_like")).name == "n65");
  CHECK(technology_of(chip_named("tpu_v1_like")).name == "n28");
  CHECK(base_technology_of(chip_named("mi300x")).name == "n6");
  CHECK_THROWS_WITH(technology_of(chip_named("toy_4x4", {"silicon.technology=n8"})),
                    Catch::Contains("n8"));
}

TEST_CASE("A memory of no kind in the table is refused with what there is") {
  CHECK_THROWS_WITH(area_of(chip_named("toy_4x4", {"silicon.memory=hbm4"})),
                    Catch::Contains("no kind of memory 'hbm4'") && Catch::Contains("hbm3e"));
  CHECK(memory_kind_of(chip_named("toy_4x4", {"dram.model=banked", "dram.memory=lpddr5_6400"})) ==
        "lpddr5");
}
