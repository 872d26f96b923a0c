#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/chip_io.hpp"
#include "report/cost_report.hpp"
#include "report/rules_report.hpp"

using namespace systole;
using Catch::Matchers::Contains;

TEST_CASE("The table of areas in docs/cost.md is the one that cost --check prints") {
  Diagnostics diagnostics;
  std::vector<config::Chip> chips;
  for (const std::string& name : list_data_files(config::kChipFolder)) {
    chips.push_back(config::read_chip(name, {}, diagnostics));
  }
  diagnostics.throw_if_errors();
  const std::vector<cost::AreaSample> samples = cost::check_area(chips);
  const std::string page = read_file(std::string(SYSTOLE_SOURCE_DIR) + "/docs/cost.md");
  CHECK_THAT(page, Contains(report::area_check_table(samples, report::TableForm::markdown)));
  CHECK_THAT(page, Contains(report::area_check_sentence(samples)));
}

TEST_CASE("A rule's verdict on a chip is one sentence for each item") {
  const cost::Subject subject{{{"tpp", "", 5000.0, "stated"}}, config::Market::other};
  const std::string text = report::rules_text({"mine", subject, cost::shipped_rules()});
  CHECK_THAT(text, Contains("mine, market: other"));
  CHECK_THAT(text, Contains("outcome: 3A090.a.1: licence required"));
  CHECK_THAT(text, Contains("3A090.a.2: not for this market"));
  CHECK_THAT(text, Contains("reported, not law"));
}
