#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

using Names = std::vector<std::string>;

Names names_in(const std::string& folder) {
  Names names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

const Names kResultFiles{"operators.csv", "resolved.yaml", "result.json",
                         "run.yaml",      "summary.txt",   "workload.yaml"};

struct Bench {
  Folder folder;
  std::string workload = folder.file("small.csv", kSmallGemms);

  Outcome run(const std::string& out, const Names& more = {}) const {
    Names words{"run", "--chip", "toy_4x4", "--workload", workload, "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    return systole::test::systole(words);
  }
};

}  // namespace

TEST_CASE("--out leaves the result files, and the directory holds what --json prints") {
  const Bench bench;
  const std::string out = bench.folder.path("r");
  const Outcome outcome = bench.run(out, {"--json"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK(names_in(out) == kResultFiles);
  CHECK(file_text(out + "/result.json") == outcome.out);
  CHECK(bench.folder.entries() == Names{"r", "small.csv"});
}

TEST_CASE("the resolved chip of a result directory gives the same result again") {
  const Bench bench;
  bench.run(bench.folder.path("r"), {"--set", "core.sram.size_kib=32"});
  const Outcome again =
      systole::test::systole({"run", "--json", "--quiet", "--chip",
                              bench.folder.path("r/resolved.yaml"), "--workload", bench.workload});
  CHECK(again.out == file_text(bench.folder.path("r/result.json")));
}

TEST_CASE("--out takes a missing or an empty directory and creates its parents") {
  const Bench bench;
  std::filesystem::create_directory(bench.folder.path("empty"));
  CHECK(bench.run(bench.folder.path("empty")).exit_code == 0);
  CHECK(bench.run(bench.folder.path("a/b/c/")).exit_code == 0);
  CHECK(names_in(bench.folder.path("a/b/c")) == kResultFiles);
  CHECK(names_in(bench.folder.path("a/b")) == Names{"c"});
}

TEST_CASE("--out refuses a directory that is not empty unless --force is given") {
  const Bench bench;
  const std::string out = bench.folder.path("r");
  std::filesystem::create_directory(out);
  bench.folder.file("r/mine.txt", "keep me");
  const Outcome refused = bench.run(out);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, Contains("not empty") && Contains("--force"));
  CHECK(names_in(out) == Names{"mine.txt"});

  CHECK(bench.run(out, {"--force"}).exit_code == 0);
  CHECK(file_text(out + "/mine.txt") == "keep me");
  CHECK(exists(out + "/result.json"));
  CHECK(bench.folder.entries() == Names{"r", "small.csv"});
}

TEST_CASE("--out refuses what cannot become a directory before it simulates anything") {
  const Bench bench;
  CHECK_THAT(bench.run(bench.workload).err, Contains("it is a file"));
  CHECK(bench.run(bench.workload + "/below").exit_code == 2);
  CHECK(bench.run("/proc/systole").exit_code == 2);
  CHECK(bench.run("").exit_code == 2);
}

TEST_CASE("several runs have a folder each beside their comparison") {
  const Bench bench;
  const std::string out = bench.folder.path("r");
  CHECK(bench.run(out, {"--chip", "edge_npu"}).exit_code == 0);
  CHECK(names_in(out) ==
        Names{"01_toy_4x4_small", "02_edge_npu_small", "result.json", "summary.txt"});
  CHECK(names_in(out + "/02_edge_npu_small") == kResultFiles);
  CHECK(json::parse(file_text(out + "/result.json"))["results"].size() == 2);
}

TEST_CASE("--scalesim-reports adds SCALE-Sim's three reports") {
  const Bench bench;
  const std::string out = bench.folder.path("r");
  CHECK(bench.run(out, {"--scalesim-reports"}).exit_code == 0);
  CHECK_THAT(file_text(out + "/COMPUTE_REPORT.csv"), Contains("Stall Cycles") && Contains("\n1, "));
  CHECK(exists(out + "/BANDWIDTH_REPORT.csv"));
  CHECK(exists(out + "/DETAILED_ACCESS_REPORT.csv"));
}
