#include "cost/price.hpp"

#include <catch2/catch.hpp>

#include "cost/chips.hpp"

using namespace systole;
using namespace systole::cost;
using test::chip_named;

TEST_CASE("Dies of a wafer and their yield follow the closed forms") {
  // pi 150^2 / 100 - pi 300 / sqrt(200) = 706.86 - 66.64
  CHECK(dies_per_wafer(100.0) == 640.0);
  CHECK(dies_per_wafer(814.0) == 63.0);
  CHECK(dies_per_wafer(0.0) == 0.0);
  CHECK(dies_per_wafer(70000.0) == 0.0);
  CHECK(yield_of(0.0, 0.1, 3.0) == 1.0);
  CHECK(yield_of(300.0, 0.1, 3.0) == Approx(1.0 / (1.1 * 1.1 * 1.1)));
}

TEST_CASE("A price is a range, and its parts sum to it") {
  for (const config::Chip& chip : test::shipped_chips()) {
    INFO(chip.name);
    const Price price = price_of(chip);
    const Spread total = price.total();
    CHECK(total.low > 0.0);
    CHECK(total.low < total.nominal);
    CHECK(total.nominal < total.high);
    double nominal = 0.0;
    for (const PricePart& part : price.parts) {
      CHECK(part.usd.low <= part.usd.nominal);
      CHECK(part.usd.nominal <= part.usd.high);
      nominal += part.usd.nominal;
    }
    CHECK(nominal == Approx(total.nominal));
  }
}

TEST_CASE("More memory, larger dies and unused spare cores move the price as they should") {
  const auto price = [](const std::vector<std::string>& overrides) {
    return price_of(chip_named("h100_sxm", overrides)).total().nominal;
  };
  CHECK(price({"dram.capacity_gib=96"}) == Approx(price({}) + 16 * 13.0));
  CHECK(price({"core.count=160"}) > price({}));
  // The same die without spare cores: every defect costs it.
  CHECK(price({"core.count=144", "silicon.disabled_cores=0"}) > price({}));
  CHECK(price({"silicon.dies=2"}) < price({}));
  CHECK(price({"silicon.area_mm2=90000"}) > 10.0 * price({}));  // more than a wafer
}
