#include "config/ranges.hpp"

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"

using namespace systole;
using namespace systole::config;

namespace {

Chip chip_of(const std::string& text) {
  Diagnostics diagnostics;
  const Chip chip = parse_chip(text, "c.yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

constexpr const char* kRanged = R"(
clock_mhz: {low: 900, nominal: 1000, high: 1200, source: "assumed: near its neighbours"}
core:
  count: {low: 2, nominal: 3, high: 4, source: "assumed"}
  sram: {size_kib: {value: 64, source: "a paper"}}
dram:
  channels: {value: 2, source: "derived: from a paper"}
)";

}  // namespace

TEST_CASE("A chip with ranges becomes a chip at either end of all of them") {
  const Chip chip = chip_of(kRanged);
  REQUIRE(has_ranges(chip));
  CHECK(overrides_at(chip, RangeEnd::high) ==
        std::vector<std::string>{"clock_mhz=1200", "core.count=4"});
  const Chip low = at_range_end(chip, RangeEnd::low);
  const Chip high = at_range_end(chip, RangeEnd::high);
  CHECK(low.clock_mhz == 900.0);
  CHECK(low.core.count == 2);
  CHECK(high.clock_mhz == 1200.0);
  CHECK(high.core.count == 4);
  CHECK(high.core.sram.size_kib == 64);
  CHECK_FALSE(has_ranges(low));
}

TEST_CASE("A chip without ranges is the same at both ends") {
  const Chip chip = chip_of("core: {count: 5}\n");
  CHECK_FALSE(has_ranges(chip));
  CHECK(write_chip(at_range_end(chip, RangeEnd::low)) == write_chip(chip));
}

TEST_CASE("Values are counted by the kind of their source, facts left out") {
  const Knowledge known = knowledge_of(
      chip_of(std::string(kRanged) + "facts: {tdp_w: {value: 300, source: press}}\n").provenance);
  CHECK(known.published == 1);
  CHECK(known.derived == 1);
  CHECK(known.assumed == 2);
  CHECK(known.ranges == 2);
  CHECK(known.values() == 4);
}

TEST_CASE("A base does not pass its facts on") {
  Diagnostics diagnostics;
  CHECK(read_chip("h100_sxm", {}, diagnostics).facts.tdp_w == 700.0);
  CHECK(parse_chip("base: h100_sxm\n", "mine.yaml", {}, diagnostics).facts.tdp_w == 0.0);
  CHECK(diagnostics.errors().empty());
}

TEST_CASE("The files of a chip are its own and its bases', nearest first") {
  const std::vector<std::string> files = files_of_chip("rtx_4090_d");
  REQUIRE(files.size() == 3);
  CHECK_THAT(files[0], Catch::Matchers::EndsWith("/rtx_4090_d.yaml"));
  CHECK_THAT(files[1], Catch::Matchers::EndsWith("/rtx_4090.yaml"));
  CHECK_THAT(files[2], Catch::Matchers::EndsWith("/l40s.yaml"));
}
