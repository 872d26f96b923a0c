// The measured rows that ship with the program, and what the shipped figures say about them.
// scripts/update-validation takes the figures again.
#include <fstream>
#include <map>

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "config/chip_io.hpp"
#include "support/full_tests.hpp"
#include "validate/csv_table.hpp"
#include "validate/residual_table.hpp"
#include "validate/select.hpp"

using namespace systole;

namespace {

const std::string kFolder = std::string(SYSTOLE_SOURCE_DIR) + "/tests/validation/";

std::vector<validate::Measured> shipped_rows() {
  std::vector<validate::Measured> rows;
  for (const char* set : {"attention", "gemm", "vector", "tpu_v3_workloads", "collective",
                          "llm_layers", "llm_models"}) {
    for (validate::Measured& row : validate::read_measured(kFolder + "measured/" + set + ".csv")) {
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

validate::CsvTable table_at(const std::string& name) {
  std::ifstream file(kFolder + name);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  Diagnostics diagnostics;
  validate::CsvTable table = validate::parse_csv_table(text, name, diagnostics);
  diagnostics.throw_if_errors();
  return table;
}

config::Chip chip_named(const std::string& name) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(
      std::string(SYSTOLE_SOURCE_DIR) + "/configs/chips/" + name + ".yaml", {}, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

using Key = std::vector<std::string>;

Key key_of(const std::string& chip, const validate::Measured& row) {
  return {chip, row.kind, row.dtype, row.shape, six_digits(1e6 * row.seconds)};
}

/// Shipped predictions in microseconds.
std::map<Key, double> predicted() {
  const validate::CsvTable table = table_at("predicted.csv");
  Diagnostics diagnostics;
  std::map<Key, double> times;
  for (const validate::CsvTable::Row& row : table.rows) {
    const validate::CsvCells cells(table, row, diagnostics);
    times[{cells.text("chip"), cells.text("kind"), cells.text("dtype"), cells.text("shape"),
           cells.text("measured_us")}] = cells.positive("predicted_us");
  }
  diagnostics.throw_if_errors();
  return times;
}

/// Chips made from hardware alone that the rows are of.
const std::vector<std::string> kChips{"a100_sxm_80gb", "h100_sxm"};

}  // namespace

TEST_CASE("every shipped row names a source, and every source a project and its licence") {
  const validate::CsvTable sources = table_at("measured/sources.csv");
  Diagnostics diagnostics;
  std::map<std::string, int> known;
  for (const validate::CsvTable::Row& row : sources.rows) {
    const validate::CsvCells cells(sources, row, diagnostics);
    CHECK_FALSE(cells.text("project").empty());
    CHECK_FALSE(cells.text("licence").empty());
    known[cells.text("source")] = 0;
  }
  const std::vector<validate::Measured> rows = shipped_rows();
  CHECK(rows.size() > 500);
  for (const validate::Measured& row : rows) {
    CAPTURE(row.place.file, row.place.line);
    REQUIRE(known.count(row.source) == 1);
  }
}

TEST_CASE("shipped predictions are those of the chips and models as they are") {
  const std::vector<validate::Measured> rows = shipped_rows();
  const std::map<Key, double> shipped = predicted();
  const std::size_t step = test::full_tests() ? 1 : 23;
  for (const std::string& name : kChips) {
    const config::Chip chip = chip_named(name);
    std::vector<const validate::Measured*> some;
    for (std::size_t i = 0; i < rows.size(); i += step) {
      const validate::Measured& row = rows[i];
      if (row.chip == name && row.timing == validate::Timing::kernel && !row.operators.empty()) {
        some.push_back(&row);
      }
    }
    REQUIRE(some.size() > 3);
    validate::PredictOptions options;
    options.mapper.rules = *mapping::rules_for("library", chip);
    options.software = [](const validate::Measured& row) -> std::optional<config::SoftwareProfile> {
      if (row.issue != validate::Issue::graph) return std::nullopt;
      return config::read_software("cuda_graph");
    };
    const auto predictions = validate::predict(chip, some, options);
    for (std::size_t i = 0; i < some.size(); ++i) {
      CAPTURE(name, some[i]->kind, some[i]->shape, "run scripts/update-validation");
      REQUIRE(shipped.count(key_of(name, *some[i])) == 1);
      CHECK(shipped.at(key_of(name, *some[i])) ==
            Approx(1e6 * predictions[i].seconds).epsilon(1e-5));
    }
  }
}

TEST_CASE("error bars from shipped rows hold for shapes that were held out") {
  const std::vector<validate::Measured> rows = shipped_rows();
  const std::map<Key, double> shipped = predicted();
  std::vector<validate::Compared> compared;
  for (const std::string& name : kChips) {
    const config::Chip chip = chip_named(name);
    for (const validate::Measured& row : rows) {
      const auto time = shipped.find(key_of(name, row));
      if (row.chip != name || row.operators.empty() || time == shipped.end()) continue;
      if (row.timing == validate::Timing::eager) continue;
      validate::Compared one;
      one.row = &row;
      one.regime = study::regime_of(chip, row.operators);
      one.key = study::key_of(chip, row.operators.back());
      one.key.regime = name_of(*one.regime);
      one.prediction.seconds = 1e-6 * time->second;
      compared.push_back(one);
    }
  }
  REQUIRE(compared.size() > 200);
  for (const validate::Coverage& group : validate::held_out_coverage(compared)) {
    if (group.rows < 100) continue;
    CAPTURE(group.key.family, group.key.kind, group.key.regime, group.rows);
    CHECK(group.share() >= 0.75);
    CHECK(group.share() <= 0.90);
  }
}
