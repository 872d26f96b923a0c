// Topology files that others made, where a folder with them is given: SYSTOLE_SHARED.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "frontend/csv_rows.hpp"
#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

namespace fs = std::filesystem;

/// "" after a visible warning when there is none.
std::string shared_folder() {
  const char* folder = std::getenv("SYSTOLE_SHARED");
  if (folder != nullptr && *folder != '\0') return folder;
  WARN("skipped: SYSTOLE_SHARED names no folder with inputs/scalesim/topologies");
  return "";
}

std::string content_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

Graph read_topology(const fs::path& path) {
  Diagnostics diagnostics;
  return read_workload(path.string(), {}, diagnostics);
}

std::int64_t number(const CsvRow& row, std::size_t column) {
  return parse_int64(row.fields.at(column).text).value();
}

}  // namespace

TEST_CASE("every real topology is read, one operator per row of numbers") {
  const std::string shared = shared_folder();
  if (shared.empty()) return;
  int files = 0;
  for (const auto& entry : fs::directory_iterator(shared + "/inputs/scalesim/topologies")) {
    CAPTURE(entry.path().string());
    const std::string text = content_of(entry.path());
    CHECK(read_topology(entry.path()).operators.size() == csv_rows(text).size() - 1);
    ++files;
  }
  CHECK(files >= 8);
}

TEST_CASE("M, N and K of real topologies equal the reference simulator's") {
  const std::string shared = shared_folder();
  if (shared.empty()) return;
  const std::string text = content_of(shared + "/reference/scalesim/per_layer.csv");
  const std::vector<CsvRow> rows = csv_rows(text);
  std::map<std::string, Graph> graphs;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string name(rows[i].fields.at(9).text);
    if (graphs.count(name) == 0) {
      graphs[name] = read_topology(shared + "/inputs/scalesim/topologies/" + name + ".csv");
    }
    const auto layer = static_cast<std::size_t>(number(rows[i], 10));
    const Operator& op = graphs[name].operators.at(layer);
    CAPTURE(name, op.name);
    CHECK(op.name == rows[i].fields.at(11).text);
    CHECK(gemm_of(op) == Gemm{1, number(rows[i], 20), number(rows[i], 21), number(rows[i], 22)});
  }
  CHECK(graphs.size() == 4);
}
