#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"
#include "study/schema_checker.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// A small result directory.
struct Bench {
  Folder folder;
  std::string workload = folder.file("small.csv", kSmallGemms);
  std::string result = folder.path("r");

  explicit Bench(const std::vector<std::string>& more = {}) { run(result, more); }

  void run(const std::string& out, const std::vector<std::string>& more) const {
    std::vector<std::string> words{"run",    "--chip", "toy_4x4", "--workload",
                                   workload, "--out",  out};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = systole::test::systole(words);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
  }
};

Outcome why(std::vector<std::string> words) {
  words.insert(words.begin(), "why");
  return systole::test::systole(words);
}

json why_json(const std::string& result) {
  const Outcome outcome = why({result, "--json", "--no-search"});
  INFO(outcome.err);
  REQUIRE(json::accept(outcome.out));
  return json::parse(outcome.out);
}

}  // namespace

TEST_CASE("why explains a result directory and says what would change it") {
  const Bench bench;
  const Outcome outcome = why({bench.result});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());  // simulated again, it has the same cycles
  CHECK_THAT(outcome.out, Contains("small on toy_4x4 (tile)") &&
                              Contains("where the cycles went") && Contains("% clock") &&
                              Contains("single change would give 1.5 x"));
  CHECK(why({bench.result + "/result.json", "--no-changes"}).exit_code == 0);
}

TEST_CASE("a sensitivity is the time of a run with its settings") {
  const Bench bench;
  const json sensitivities = why_json(bench.result)["sensitivities"];
  REQUIRE(sensitivities.size() >= 5);
  for (const json& s : sensitivities) {
    std::vector<std::string> words{"run",        "--chip",       "toy_4x4",
                                   "--workload", bench.workload, "--json"};
    for (const json& setting : s["settings"]) words.insert(words.end(), {"--set", setting});
    const json run = json::parse(systole::test::systole(words).out);
    INFO(s["change"]);
    CHECK(run["totals"]["seconds"] == s["seconds"]);
  }
}

TEST_CASE("why --save writes the sensitivities into result.json, and the schema knows them") {
  const Bench bench;
  const json before = json::parse(file_text(bench.result + "/result.json"));
  CHECK(why({bench.result, "--save", "--no-search", "--quiet"}).exit_code == 0);
  CHECK(why({bench.result, "--save", "--no-search", "--quiet"}).exit_code == 0);  // again
  json after = json::parse(file_text(bench.result + "/result.json"));
  CHECK(after["sensitivities"] == why_json(bench.result)["sensitivities"]);
  const Outcome schema = systole::test::systole({"help", "--generate", "schema"});
  REQUIRE(schema.exit_code == 0);
  CHECK(SchemaChecker(json::parse(schema.out)).mistakes(after) == std::vector<std::string>{});
  after.erase("sensitivities");
  CHECK(after == before);
}

TEST_CASE("a result directory is enough to run again, mapping, software and all") {
  const Folder folder;
  const std::string software = folder.file("soft.yaml", "host: {kernel_us: 30}\nmapper: best\n");
  const std::string mapping = folder.path("m.yaml");
  const Bench plain({"--save-mapping", mapping});
  const Bench bench(
      {"--software", software, "--mapping", mapping, "--fidelity", "analytic", "--caches", "warm"});
  const Outcome outcome = why({bench.result, "--no-changes"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("(analytic)") && Contains("launch"));
}

TEST_CASE("why and diff say what is wrong with what they are given") {
  const Bench bench;
  CHECK_THAT(why({bench.folder.path("nowhere")}).err, Contains("no such result directory"));
  CHECK_THAT(why({bench.folder.path()}).err, Contains("there is no result.json in it"));
  CHECK_THAT(why({bench.workload}).err, Contains("this is no result.json"));
  CHECK(why({bench.workload}).exit_code == 2);
  CHECK_THAT(why({bench.result, "--speed-up", "0.5"}).err, Contains("numbers above 1"));
  std::string several = bench.folder.path("several");
  bench.run(several, {"--chip", "edge_npu"});
  CHECK_THAT(why({several}).err, Contains("name the folder of one of them"));
  CHECK(systole::test::systole({"diff", bench.result, several}).exit_code == 2);
  CHECK(shell("rm '" + bench.result + "/workload.yaml'").exit_code == 0);
  CHECK_THAT(why({bench.result}).err, Contains("workload.yaml is not there"));
}

TEST_CASE("diff names changed keys and the operators that account for the time") {
  const Bench bench;
  const std::string other = bench.folder.path("other");
  bench.run(other, {"--set", "clock_mhz=50", "--caches", "warm"});
  const Outcome text = systole::test::systole({"diff", bench.result, other});
  INFO(text.err);
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.out, Contains("clock_mhz") && Contains("caches") && Contains("second") &&
                           Contains("the same operators, the same shapes"));
  const json document =
      json::parse(systole::test::systole({"diff", bench.result, other, "--json"}).out);
  CHECK(document["configuration"].size() == 1);
  CHECK(document["configuration"][0]["after"] == "50");
  double sum = 0.0;
  for (const json& op : document["operators"]) sum += op["seconds"].get<double>();
  CHECK(sum == Approx(document["seconds"].get<double>()).epsilon(1e-4));
}
