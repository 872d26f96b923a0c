// Against the reference simulator's own runs ($SYSTOLE_SHARED/reference/scalesim) and the published
// table.
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "config/scalesim_config.hpp"
#include "frontend/read_workload.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"

using namespace systole;

namespace {

std::string shared_folder() {
  const char* folder = std::getenv("SYSTOLE_SHARED");
  return folder == nullptr ? "" : folder;
}

/// One row of the reference: what it was asked and what it answered.
using Row = std::map<std::string, std::string>;

std::vector<Row> reference_rows() {
  std::ifstream file(shared_folder() + "/reference/scalesim/per_layer.csv");
  std::string line;
  std::getline(file, line);
  const std::string header = line;
  const auto names = split(header, ',');
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const auto fields = split(line, ',');
    Row row;
    for (std::size_t i = 0; i < std::min(names.size(), fields.size()); ++i) {
      row[std::string(names[i])] = std::string(fields[i]);
    }
    rows.push_back(row);
  }
  return rows;
}

config::Chip chip_of(const Row& row) {
  std::ostringstream cfg;
  cfg << "[general]\nrun_name = reference\n[architecture_presets]\n"
      << "ArrayHeight: " << row.at("rows") << "\nArrayWidth: " << row.at("cols")
      << "\nIfmapSramSzkB: " << row.at("ifmap_kB") << "\nFilterSramSzkB: " << row.at("filter_kB")
      << "\nOfmapSramSzkB: " << row.at("ofmap_kB") << "\nDataflow: " << row.at("dataflow")
      << "\nBandwidth: " << row.at("bandwidth")
      << "\n[run_presets]\nInterfaceBandwidth: " << row.at("bw_mode") << "\n";
  Diagnostics diagnostics;
  config::Chip chip = config::parse_scalesim_config(cfg.str(), "reference.cfg", diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

workload::Graph topology(const std::string& name) {
  Diagnostics diagnostics;
  return frontend::read_workload(shared_folder() + "/inputs/scalesim/topologies/" + name + ".csv",
                                 {}, diagnostics);
}

std::int64_t whole(const Row& row, const std::string& column) {
  return static_cast<std::int64_t>(std::stod(row.at(column)));
}

void compare_layer(const result::OperatorResult& op, const Row& row) {
  CAPTURE(row.at("config"), row.at("topology"), row.at("layer"));
  CHECK(op.cycles - op.stall_cycles() == whole(row, "formula_nostall"));
  CHECK(op.counters.folds == whole(row, "folds"));
  CHECK(op.counters.sram_reads[0] == whole(row, "sram_ifmap_rd"));
  CHECK(op.counters.sram_reads[1] == whole(row, "sram_filter_rd"));
  const bool keeps_sums =
      row.at("dataflow") == "os";  // the reference adds folds (R + C) writes there, a known bug
  const std::int64_t surplus =
      keeps_sums ? op.counters.folds * (whole(row, "rows") + whole(row, "cols")) : 0;
  CHECK(op.counters.sram_writes[2] + surplus == whole(row, "sram_ofmap_wr"));
}

}  // namespace

TEST_CASE("Cycles, folds and SRAM accesses of every layer equal the reference runs") {
  if (shared_folder().empty()) {
    WARN("skipped: SYSTOLE_SHARED does not name the folder with reference/scalesim");
    return;
  }
  std::map<std::string, result::Result> runs;
  const std::vector<Row> rows = reference_rows();
  REQUIRE(rows.size() > 90);
  for (const Row& row : rows) {
    const std::string key =
        row.at("config") + row.at("bw_mode") + row.at("bandwidth") + row.at("topology");
    if (runs.count(key) == 0) {
      const config::Chip chip = chip_of(row);
      runs[key] =
          runner::run_in_child(chip, mapping::compile(topology(row.at("topology")), chip), {});
    }
    compare_layer(runs[key].operators.at(static_cast<std::size_t>(whole(row, "layer_id"))), row);
  }
}

TEST_CASE(
    "Every given topology takes the published table's cycles on four arrays and three dataflows") {
  if (shared_folder().empty()) {
    WARN("skipped: SYSTOLE_SHARED does not name the folder with inputs/scalesim");
    return;
  }
  const auto name = GENERATE(as<std::string>{}, "Resnet18", "Resnet50", "gpt2", "mobilenet", "test",
                             "test_mnk_input", "vit_s", "yolo_tiny");
  const workload::Graph graph = topology(name);
  const auto dataflow = GENERATE(as<std::string>{}, "ws", "os", "is");
  const auto size = GENERATE(table<std::string, std::string>(
      {{"12", "14"}, {"32", "32"}, {"128", "128"}, {"256", "256"}}));
  const Row row{{"rows", std::get<0>(size)}, {"cols", std::get<1>(size)}, {"ifmap_kB", "6144"},
                {"filter_kB", "6144"},       {"ofmap_kB", "6144"},        {"dataflow", dataflow},
                {"bandwidth", "10"},         {"bw_mode", "CALC"}};
  const result::Result run =
      runner::run_in_child(chip_of(row), mapping::compile(graph, chip_of(row)), {});
  const std::int64_t r = whole(row, "rows");
  const std::int64_t c = whole(row, "cols");
  const auto up = [](std::int64_t a, std::int64_t b) { return (a + b - 1) / b; };
  REQUIRE(run.operators.size() == graph.operators.size());
  for (const result::OperatorResult& op : run.operators) {
    CAPTURE(name, dataflow, r, c, op.name);
    Cycles expected = up(op.m, r) * up(op.n, c) * (op.k + r + c - 2);
    if (dataflow == "ws") expected = up(op.k, r) * up(op.n, c) * (op.m + 2 * r + c - 2);
    if (dataflow == "is") expected = up(op.k, r) * up(op.m, c) * (op.n + 2 * r + c - 2);
    CHECK(op.cycles == op.count * expected - 1);
    CHECK(op.stall_cycles() == 0);
  }
}
