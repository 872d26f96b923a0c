#include "cost/rules.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "cost/chips.hpp"
#include "cost/named_figures.hpp"

using namespace systole;
using namespace systole::cost;
using test::chip_named;

namespace {

double figure(const std::vector<RuleFigure>& figures, const std::string& name) {
  for (const RuleFigure& entry : figures) {
    if (entry.name == name) return entry.value.value_or(-1.0);
  }
  throw ModelError("no figure " + name);
}

const Rule& rule_named(const std::vector<Rule>& rules, const std::string& name) {
  for (const Rule& rule : rules) {
    if (rule.name == name) return rule;
  }
  throw ModelError("no rule " + name);
}

std::string item_met(const Rule& rule, const Subject& subject) {
  const Verdict verdict = judge(rule, subject);
  return verdict.met() == nullptr ? verdict.open() ? "open" : "none" : verdict.met()->item;
}

Subject subject_of(const config::Chip& chip) {
  return {rule_figures(chip, Basis::stated), chip.facts.market};
}

Subject with(double tpp, double density) {
  return {{{"tpp", "", tpp, ""}, {"performance_density", "", density, ""}},
          config::Market::datacenter};
}

/// Published figures to the digits that they are published with.
struct Worked {
  const char* chip;
  double tpp;
  double area_mm2;  ///< 0: not published
  double density;
  const char* item;  ///< of the rule of October 2023
};

}  // namespace

TEST_CASE("The worked table of the rules is reproduced exactly") {
  const Worked row = GENERATE(
      Worked{"v100_sxm2", 2000, 815, 2.45, "none"},
      Worked{"a100_sxm_80gb", 4992, 826, 6.04, "3A090.a.1"},
      Worked{"h100_sxm", 15832, 814, 19.45, "3A090.a.1"},
      Worked{"h800_sxm", 15832, 814, 19.45, "3A090.a.1"},
      Worked{"h200_sxm", 15832, 814, 19.45, "3A090.a.1"}, Worked{"h20", 2368, 814, 2.91, "none"},
      Worked{"l20", 1912, 609, 3.14, "none"}, Worked{"l4", 1936, 294, 6.59, "3A090.a.2"},
      Worked{"l40s", 5864, 0, 0, "3A090.a.1"}, Worked{"rtx_4090", 5285, 608, 8.69, "3A090.a.1"},
      Worked{"rtx_4090_d", 4707, 608, 7.74, "none"}, Worked{"b200_sxm", 36000, 0, 0, "3A090.a.1"},
      Worked{"mi300x", 20919, 1017, 20.6, "3A090.a.1"},
      Worked{"ascend_910b2", 6016, 0, 0, "3A090.a.1"},
      Worked{"ascend_910c", 12032, 0, 0, "3A090.a.1"});
  INFO(row.chip);
  const config::Chip chip = chip_named(row.chip);
  const Subject subject = subject_of(chip);
  CHECK(std::round(figure(subject.figures, "tpp")) == row.tpp);
  if (row.area_mm2 > 0.0) {
    CHECK(figure(subject.figures, "applicable_area_mm2") == row.area_mm2);
    const double digits = row.density > 20.0 ? 10.0 : 100.0;
    CHECK(std::round(figure(subject.figures, "performance_density") * digits) ==
          std::round(row.density * digits));
  }
  const std::vector<Rule> rules = shipped_rules();
  CHECK(item_met(rule_named(rules, "2023_10"), subject) == row.item);
}

TEST_CASE("Rows of the worked table that no chip file states") {
  // A800: 311.8 x 16 are stated for it; its table row takes the 624 x 8 of an A100.
  const std::vector<Rule> rules = shipped_rules();
  CHECK(item_met(rule_named(rules, "2023_10"), subject_of(chip_named("a800_sxm"))) == "3A090.a.1");
  // T-Head PPU, if its 118.7 are of 16 bits.
  const Subject ppu = subject_of(chip_named("thead_ppu", {"facts.peak_tflops.fp16=118.7"}));
  CHECK(std::round(figure(ppu.figures, "tpp")) == 1899);
  // 910C with the clock that its kernels are measured at.
  const auto slower = rule_figures(chip_named("ascend_910c"), Basis::parameters);
  CHECK(std::round(figure(slower, "tpp")) == 11325);
}

TEST_CASE("A800 and H800 were cut for the rule of 2022") {
  const std::vector<Rule> rules = shipped_rules();
  const Rule& rule = rule_named(rules, "2022_10");
  CHECK(item_met(rule, subject_of(chip_named("a100_sxm_80gb"))) == "3A090.a");
  CHECK(item_met(rule, subject_of(chip_named("a800_sxm"))) == "none");
  // An H800's links are published nowhere as one figure: its silicon can do 900.
  CHECK(item_met(rule, subject_of(chip_named("h800_sxm", {"facts.interconnect_gb_per_s=400"}))) ==
        "none");
}

TEST_CASE("The thresholds of 2023 are met at the figure, not just below it") {
  const std::vector<Rule> rules = shipped_rules();
  const auto item = [&](double tpp, double density) {
    return item_met(rule_named(rules, "2023_10"), with(tpp, density));
  };
  CHECK(item(4800, 0.1) == "3A090.a.1");
  CHECK(item(4799.9, 0.1) == "none");
  CHECK(item(1600, 5.92) == "3A090.a.2");
  CHECK(item(1599.9, 5.92) == "none");
  CHECK(item(2400, 1.6) == "3A090.b.1");
  CHECK(item(2399.9, 1.6) == "none");
  CHECK(item(2400, 1.599) == "none");
  CHECK(item(1600, 3.2) == "3A090.b.2");
  CHECK(item(1600, 3.199) == "none");
  CHECK(item(4799.9, 5.919) == "3A090.b.1");
}

TEST_CASE("What is not for data centers is judged by a.1 alone") {
  const std::vector<Rule> rules = shipped_rules();
  const Rule& rule = rule_named(rules, "2023_10");
  Subject subject = with(4700, 7.7);
  CHECK(item_met(rule, subject) == "3A090.a.2");
  subject.market = config::Market::other;
  CHECK(item_met(rule, subject) == "none");
  subject.market = config::Market::not_stated;
  CHECK(item_met(rule, subject) == "3A090.a.2");
  subject = with(4800, 7.7);
  subject.market = config::Market::other;
  CHECK(item_met(rule, subject) == "3A090.a.1");
}

TEST_CASE("A figure that is not known leaves an answer open only where it decides") {
  const std::vector<Rule> rules = shipped_rules();
  const Rule& rule = rule_named(rules, "2023_10");
  Subject subject = with(3000, 0.0);
  subject.figures[1].value.reset();
  CHECK(item_met(rule, subject) == "open");
  subject.figures[0].value = 1000;  // too little for any item
  CHECK(item_met(rule, subject) == "none");
  subject.figures[0].value = 6000;
  CHECK(item_met(rule, subject) == "3A090.a.1");
}

TEST_CASE("Reported limits, stacks of memory and the review of 2026") {
  const std::vector<Rule> rules = shipped_rules();
  const Rule& reported = rule_named(rules, "2025_04_reported");
  CHECK(reported.standing == Standing::reported);
  CHECK(item_met(reported, subject_of(chip_named("h20"))) == "DRAM bandwidth");
  CHECK(item_met(reported, subject_of(chip_named("l20"))) == "open");  // its links are not known
  const Rule& stacks = rule_named(rules, "2024_12_hbm");
  CHECK(stacks.subject == "memory stack");
  CHECK(item_met(stacks, subject_of(chip_named("h20"))) == "3A090.c");
  CHECK(item_met(stacks, subject_of(chip_named("l20"))) == "none");
  const Rule& review = rule_named(rules, "2026_01_review");
  CHECK(item_met(review, subject_of(chip_named("h200_sxm"))) == "case-by-case review");
  CHECK(item_met(review, subject_of(chip_named("mi300x"))) == "case-by-case review");
  CHECK(item_met(review, subject_of(chip_named("b200_sxm"))) == "none");
}

TEST_CASE("Changed chips are judged by their parameters") {
  const config::Chip chip = chip_named("h20", {"core.count=80"});
  CHECK(figure(rule_figures(chip, Basis::stated), "tpp") == 2368.0);
  CHECK(figure(rule_figures(chip, Basis::parameters), "tpp") == Approx(2428.8).epsilon(1e-3));
}

TEST_CASE("Rules are figures that constraints can name") {
  const auto value = [](const config::Chip& chip, const std::string& name) {
    for (const NamedFigure& entry : named_figures(chip)) {
      if (entry.what.name == name) return entry.value;
    }
    throw ModelError("no figure " + name);
  };
  CHECK(value(chip_named("h100_sxm"), "rule_2023_10") == 1.0);
  CHECK(value(chip_named("h20"), "rule_2023_10") == 0.0);
  CHECK(value(chip_named("h20", {"core.count=80"}), "rule_2023_10") == 1.0);
  CHECK(value(chip_named("h20"), "rule_2025_04_reported") == 1.0);
}

TEST_CASE("Every rule says what it is based on and how certain that is") {
  const std::vector<Rule> rules = shipped_rules();
  REQUIRE(rules.size() == 6);
  for (const Rule& rule : rules) {
    INFO(rule.name);
    CHECK_FALSE(rule.citation.empty());
    CHECK_FALSE(rule.uncertainty.empty());
    CHECK_FALSE(rule.items.empty());
    CHECK(rule.published.size() == 10);
  }
}

TEST_CASE("Mistakes of a rule file are reported in one go, each with its place") {
  Diagnostics diagnostics;
  parse_rule(
      "title: t\n"
      "citation: c\n"
      "published: 2023-01-01\n"
      "standing: maybe\n"
      "uncertainty: u\n"
      "colour: red\n"
      "items:\n"
      "  - item: a\n"
      "    outcome: o\n"
      "    where:\n"
      "      ttp: {at_least: 1}\n"
      "      tpp: {at_lest: 1}\n"
      "      performance_density: {below: many}\n",
      "r.yaml", diagnostics);
  std::string all;
  for (const std::string& error : diagnostics.errors()) all += error + "\n";
  CHECK_THAT(all, Catch::Contains("effective: is missing"));
  CHECK_THAT(all, Catch::Contains("r.yaml:4:11: standing: expected one of law"));
  CHECK_THAT(all, Catch::Contains("r.yaml:6:1: colour: unknown key"));
  CHECK_THAT(
      all, Catch::Contains("r.yaml:11:7: items[0].where.ttp: unknown figure, did you mean 'tpp'"));
  CHECK_THAT(all, Catch::Contains("at_lest: unknown key, did you mean 'at_least'"));
  CHECK_THAT(all, Catch::Contains("below: expected a number, got 'many'"));
}
