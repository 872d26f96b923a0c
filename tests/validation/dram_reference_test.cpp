// The `cycle` level of DRAM against another simulator, on the same timing sets, maps and queues.
#include "dram_reference.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "support/full_tests.hpp"

using namespace systole;
using namespace systole::test;

namespace {

std::string reference_folder() {
  const char* shared = std::getenv("SYSTOLE_SHARED");
  if (shared != nullptr && *shared != '\0') return std::string(shared) + "/reference/dram";
  WARN("skipped: SYSTOLE_SHARED names no folder with reference/dram");
  return "";
}

/// Where docs/memory.md explains a larger difference.
bool is_explained(const DramAnswer& answer) {
  return answer.memory == "DDR5_6400AN" && answer.pattern == "seqM";
}

double tolerance_of(const std::string& pattern) {
  if (starts_with(pattern, "rnd")) return 8.0;
  return starts_with(pattern, "mix") || pattern.back() == 'M' ? 5.0 : 3.0;
}

struct Row {
  DramAnswer answer;
  double ours = 0.0;
  double difference = 0.0;  ///< percent of the answer
};

std::vector<Row> rows(const std::string& folder, std::int64_t requests) {
  const auto sets = read_timing_sets(folder);
  std::vector<Row> all;
  for (const DramAnswer& answer : read_dram_answers(folder)) {
    const config::MemoryConfig memory =
        memory_of(answer.memory, sets.at(answer.memory), answer.map);
    const double ours = percent_of_peak(memory, answer.pattern, requests);
    all.push_back({answer, ours, 100.0 * (ours / answer.percent_of_peak - 1.0)});
  }
  return all;
}

std::string table_of(const std::vector<Row>& all, const std::string& folder) {
  std::string text =
      "\n| timing set | map | pattern | here | A | difference % | others "
      "|\n|---|---|---|--:|--:|--:|---|\n";
  for (const Row& row : all) {
    text += fmt::format("| {} | {} | {} | {:.2f} | {:.2f} | {:+.2f}{} | {} |\n", row.answer.memory,
                        row.answer.map, row.answer.pattern, row.ours, row.answer.percent_of_peak,
                        row.difference, is_explained(row.answer) ? " *" : "",
                        other_answers(folder, row.answer));
  }
  return text + "\n";
}

std::string documented_table() {
  std::ifstream file(SYSTOLE_SOURCE_DIR "/docs/memory.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string begin = "<!-- reference: begin -->\n";
  const std::size_t from = text.find(begin) + begin.size();
  return text.substr(from, text.find("<!-- reference: end -->") - from);
}

}  // namespace

TEST_CASE(
    "Every memory, map and pattern reaches the share of peak that another simulator gives it") {
  const std::string folder = reference_folder();
  if (folder.empty()) return;
  const std::vector<Row> all = rows(folder, full_tests() ? 200'000 : 50'000);
  CHECK(all.size() == 126);
  // A quarter of the requests sees few refreshes, and the filling of the queues weighs more.
  const double slack = full_tests() ? 0.0 : 1.0;
  for (const Row& row : all) {
    CAPTURE(row.answer.memory, row.answer.map, row.answer.pattern, row.ours,
            row.answer.percent_of_peak);
    if (is_explained(row.answer)) {
      CHECK(std::abs(row.difference) > tolerance_of(row.answer.pattern) - slack);
    } else {
      CHECK(std::abs(row.difference) <= tolerance_of(row.answer.pattern) + slack);
    }
  }
  if (full_tests()) CHECK(documented_table() == table_of(all, folder));
}

TEST_CASE("The table for docs/memory.md", "[.table]") {
  const std::string folder = reference_folder();
  if (!folder.empty()) fmt::print("{}", table_of(rows(folder, 200'000), folder));
}
