#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"
#include "study/schema_checker.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

json schema() {
  return json::parse(file_text(std::string(SYSTOLE_SOURCE_DIR) + "/configs/result.schema.json"));
}

/// `systole run ... --json`, parsed; the whole of standard output must be one JSON document.
json run_json(std::vector<std::string> words) {
  words.insert(words.begin(), {"run", "--json"});
  const Outcome outcome = systole::test::systole(words);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  REQUIRE(json::accept(outcome.out));
  return json::parse(outcome.out);
}

std::int64_t cycles_of(const json& result) { return result["totals"]["cycles"]; }

}  // namespace

TEST_CASE("run prints a summary with the operators that take longest") {
  const Folder folder;
  const Outcome outcome = systole::test::systole(
      {"run", "--chip", "toy_4x4", "--workload", folder.file("small.csv", kSmallGemms)});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("small on toy_4x4 (tile)") && Contains("bound by") &&
                              Contains("first") && Contains("second"));
}

TEST_CASE("--json prints one document that follows the published schema, and nothing else") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const std::string fidelity = GENERATE("analytic", "tile", "cycle");
  const json result =
      run_json({"--chip", "toy_4x4", "--workload", workload, "--fidelity", fidelity});
  CHECK(SchemaChecker(schema()).mistakes(result) == std::vector<std::string>{});
  CHECK(result["fidelity"] == fidelity);
  CHECK(result["chip"] == "toy_4x4");
  CHECK(result["operators"].size() == 2);
  CHECK(result["totals"]["macs"] == 8 * 8 * 8 + 16 * 4 * 12);
}

TEST_CASE("tile and cycle agree on cycles through the whole program") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const auto cycles = [&](const std::string& fidelity) {
    return cycles_of(
        run_json({"--chip", "toy_4x4", "--workload", workload, "--fidelity", fidelity}));
  };
  CHECK(cycles("tile") == cycles("cycle"));
}

TEST_CASE("the same runs print the same bytes, with any number of jobs") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const auto with_jobs = [&](const std::string& jobs) {
    return systole::test::systole({"run", "--json", "--chip", "toy_4x4", "--chip", "edge_npu",
                                   "--chip", "cloud_npu", "--workload", workload, "-j", jobs})
        .out;
  };
  const std::string one = with_jobs("1");
  CHECK_FALSE(one.empty());
  CHECK(one == with_jobs("2"));
  CHECK(one == with_jobs("8"));
}

TEST_CASE("several chips and workloads give one comparison, and one JSON document of results") {
  const Folder folder;
  const std::string first = folder.file("first.csv", kSmallGemms);
  const std::string second = folder.file("second.csv", kSmallGemms);
  const std::vector<std::string> inputs{"--chip",     "toy_4x4", "--chip",     "edge_npu",
                                        "--workload", first,     "--workload", second};
  const json results = run_json(inputs);
  CHECK(SchemaChecker(schema()).mistakes(results) == std::vector<std::string>{});
  REQUIRE(results["results"].size() == 4);
  CHECK(results["results"][0]["workload"] == "first");
  CHECK(results["results"][1]["workload"] == "second");
  CHECK(results["results"][3]["chip"] == "edge_npu");
  CHECK(results["results"][0]["totals"] ==
        run_json({"--chip", "toy_4x4", "--workload", first})["totals"]);

  std::vector<std::string> words{"run"};
  words.insert(words.end(), inputs.begin(), inputs.end());
  CHECK_THAT(systole::test::systole(words).out, Contains("chip") && Contains("bound by"));
}

TEST_CASE("--set changes the chip and --param the workload") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const json slow =
      run_json({"--chip", "toy_4x4", "--workload", workload, "--set", "clock_mhz=100"});
  CHECK(slow["machine"]["clock_hz"] == 100'000'000);

  const json one =
      run_json({"--chip", "edge_npu", "--workload", "gemms", "--fidelity", "analytic"});
  const json two = run_json({"--chip", "edge_npu", "--workload", "gemms", "--fidelity", "analytic",
                             "--param", "batch=2"});
  CHECK(two["totals"]["macs"].get<std::int64_t>() > one["totals"]["macs"].get<std::int64_t>());
}

TEST_CASE("warm caches leave out what cold ones load") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const auto cycles = [&](const std::string& caches) {
    return cycles_of(run_json({"--chip", "toy_4x4", "--workload", workload, "--caches", caches}));
  };
  CHECK(cycles("warm") < cycles("cold"));
}

TEST_CASE("notes go to standard error, and --quiet silences them") {
  const Folder folder;
  const std::string config =
      folder.file("old.cfg", "[architecture_presets]\nArrayHeight: 4\nArrayWidth: 4\n");
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const std::vector<std::string> words{"run",  "--json",     "--scalesim-config",
                                       config, "--workload", workload};
  const Outcome loud = systole::test::systole(words);
  INFO(loud.err);
  CHECK(loud.exit_code == 0);
  CHECK_THAT(loud.err, Contains("note: "));
  std::vector<std::string> quiet_words = words;
  quiet_words.push_back("--quiet");
  const Outcome quiet = systole::test::systole(quiet_words);
  CHECK(quiet.err.empty());
  CHECK(quiet.out == loud.out);
}

TEST_CASE("a reader that goes away is no crash, and a full disk is an error") {
  const std::string run =
      "$SYSTOLE run --chip edge_npu --workload transformer_block --json --fidelity analytic";
  CHECK(shell(run + " | true; echo ${PIPESTATUS[0]}").out == "0\n");
  const Outcome full = shell(run + " > /dev/full");
  CHECK(full.exit_code == 1);
  CHECK_THAT(full.err, Contains("standard output"));
}
