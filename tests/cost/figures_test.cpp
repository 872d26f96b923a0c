#include "cost/figures.hpp"

#include <map>

#include <catch2/catch.hpp>

#include "cost/chips.hpp"
#include "cost/named_figures.hpp"
#include "cost/peaks.hpp"
#include "timing/chip_peaks.hpp"

using namespace systole;
using namespace systole::cost;
using test::chip_named;

TEST_CASE("Peak rates are those of the timing floor") {
  for (const config::Chip& chip : test::shipped_chips()) {
    INFO(chip.name);
    // Timing counts rates in thousandths, which only rates far below one show.
    for (const DType dtype : {DType::bf16, DType::fp16, DType::int8}) {
      const double timed = timing::peak_tera_ops(chip, dtype, timing::quoted_clock_mhz(chip));
      CHECK(cost::peak_tera_ops(chip, dtype) == Approx(timed).epsilon(0.001));
    }
    CHECK(dram_bandwidth_gb_per_s(chip) == timing::peak_bandwidth_gb_per_s(chip));
  }
}

TEST_CASE("TPP is the largest rate times bits, dense, and follows the parameters") {
  CHECK(figures_of(chip_named("v100_sxm2")).tpp == Approx(2005.4).epsilon(1e-3));
  CHECK(figures_of(chip_named("h20")).tpp == Approx(2368.0).epsilon(1e-3));
  CHECK(figures_of(chip_named("h20", {"core.count=39"})).tpp == Approx(1184.0).epsilon(1e-3));
  // Sparsity does not count.
  CHECK(figures_of(chip_named("h100_sxm", {"core.matrix.structured_sparsity=false"})).tpp ==
        figures_of(chip_named("h100_sxm")).tpp);
}

TEST_CASE("Performance density is over non-planar dies only") {
  const ChipFigures h100 = figures_of(chip_named("h100_sxm"));
  CHECK(h100.performance_density == Approx(h100.tpp / h100.area_mm2));
  CHECK(figures_of(chip_named("tpu_v1_like")).performance_density == 0.0);  // 28 nm
}

TEST_CASE("Figures by name are documented once, and agree with the struct") {
  const config::Chip chip = chip_named("h100_sxm");
  std::map<std::string, double> by_name;
  for (const NamedFigure& figure : named_figures(chip)) {
    CHECK_FALSE(figure.what.description.empty());
    CHECK(by_name.emplace(figure.what.name, figure.value).second);
  }
  REQUIRE(by_name.size() == figure_names().size());
  const ChipFigures figures = figures_of(chip);
  CHECK(by_name.at("area_mm2") == figures.area_mm2);
  CHECK(by_name.at("tpp") == figures.tpp);
  CHECK(by_name.at("price_usd") == figures.price_usd);
  CHECK(by_name.at("dram_bandwidth_gb_per_s") == 3350.0);
  CHECK(by_name.at("interconnect_gb_per_s") == 900.0);
  CHECK(by_name.at("tdp_w") == 700.0);
}
