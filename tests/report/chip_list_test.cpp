#include "report/chip_list.hpp"

#include <algorithm>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/data_files.hpp"
#include "base/text.hpp"
#include "config/chip_io.hpp"

using namespace systole;
using namespace systole::report;
using Catch::Matchers::Contains;

namespace {

ChipLine line_named(const std::string& name) {
  Diagnostics diagnostics;
  const config::Chip chip = config::read_chip(name, {}, diagnostics);
  diagnostics.throw_if_errors();
  return line_of(chip);
}

std::vector<ChipLine> library() {
  std::vector<ChipLine> lines;
  for (const std::string& name : list_data_files(config::kChipFolder)) {
    lines.push_back(line_named(name));
  }
  return lines;
}

}  // namespace

TEST_CASE("The library's table fits a terminal of 120 columns") {
  std::istringstream text(chips_table(library()));
  for (std::string line; std::getline(text, line);) {
    CAPTURE(line);
    CHECK(display_width(line) <= 120);
  }
}

TEST_CASE(
    "A chip's line tells its cores, its peaks at the quoted clock, its memory and its sources") {
  const ChipLine line = line_named("h100_sxm");
  CHECK(line.vendor == "NVIDIA");
  CHECK(line.year == 2022);
  CHECK(line.cores.nominal == 132.0);
  CHECK(line.tera_16_bit.nominal == Approx(989.4).epsilon(1e-3));
  CHECK(line.tera_8_bit.nominal == Approx(1979).epsilon(1e-3));
  CHECK(line.bandwidth_gb_per_s.nominal == Approx(3350));
  CHECK(line.memory_gib.nominal == 80.0);
  CHECK_FALSE(line.tera_16_bit.is_range());
  CHECK(line.knowledge.published > 20);
}

TEST_CASE("A chip that nobody published is a range in every form of the list") {
  const ChipLine line = line_named("thead_ppu");
  CHECK(line.tera_16_bit.is_range());
  CHECK(line.bandwidth_gb_per_s.is_range());
  CHECK(line.tera_16_bit.low < 118.7);
  CHECK(line.tera_16_bit.high > 312.0);
  CHECK(line.knowledge.assumed > 10 * line.knowledge.published);
  CHECK_THAT(chips_table({line}), Contains("48..96") && Contains("118..315"));
  CHECK_THAT(chips_markdown({line}), Contains("118..315"));
  CHECK_THAT(chips_csv({line}), Contains(",66,48,96,"));
  const auto json = nlohmann::json::parse(chips_json({line}));
  const auto& cores = json["chips"][0]["cores"];
  CHECK(cores["low"] == 48.0);
  CHECK(cores["nominal"] == 66.0);
  CHECK(cores["high"] == 96.0);
}

TEST_CASE("What a chip cannot do is a dash, and every CSV row has as many cells as the head") {
  CHECK_THAT(chips_table({line_named("hanguang_800")}), Contains(" -  "));
  std::istringstream text(chips_csv({line_named("toy_4x4"), line_named("a800_sxm")}));
  std::string head;
  std::getline(text, head);
  for (std::string row; std::getline(text, row);) {
    const std::string cells = row.substr(0, row.find('"'));
    CAPTURE(row);
    // The description stands last, and in quotes where it has a comma.
    CHECK(std::count(cells.begin(), cells.end(), ',') == std::count(head.begin(), head.end(), ','));
  }
}
