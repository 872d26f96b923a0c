#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"
#include "study/schema_checker.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using nlohmann::json;

namespace {

constexpr const char* kRangedChip =
    "base: toy_4x4\nname: ranged\n"
    "clock_mhz: {low: 50, nominal: 100, high: 200, source: assumed}\n";

struct Bench {
  Folder folder;
  std::string workload = folder.file("small.csv", kSmallGemms);
  std::string ranged = folder.file("ranged.yaml", kRangedChip);

  Outcome compare(std::vector<std::string> more) const {
    more.insert(more.begin(), {"compare", "--workload", workload});
    return systole::test::systole(more);
  }
};

}  // namespace

TEST_CASE("compare prints one table of chips, the first of which the others are held against") {
  const Bench bench;
  const Outcome outcome = bench.compare({"--chip", "toy_4x4", "--chip", bench.ranged});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("toy_4x4") && Contains("ranged") && Contains("no data") &&
                              Contains("clock_mhz matters most") && Contains("roofline %"));
}

TEST_CASE("compare --json gives intervals where a chip has ranges and null where it has none") {
  const Bench bench;
  const Outcome outcome =
      bench.compare({"--chip", "toy_4x4", "--chip", bench.ranged, "--json", "--operators"});
  REQUIRE(json::accept(outcome.out));
  const json document = json::parse(outcome.out);
  CHECK(document["schema"] == "systole.comparison/1");
  CHECK(document["runs"][0]["seconds"]["interval"].is_null());
  CHECK(document["runs"][0]["speed"]["nominal"] == 1.0);
  const json& ranged = document["runs"][1];
  const double nominal = ranged["seconds"]["nominal"];
  CHECK(ranged["seconds"]["interval"]["low"].get<double>() < nominal);
  CHECK(ranged["seconds"]["interval"]["high"].get<double>() > nominal);
  CHECK(ranged["ranges"][0]["key"] == "clock_mhz");
  CHECK(document["workloads"][0]["operators"].size() == 2);
  CHECK(document["workloads"][0]["kinds"][0]["chips"].size() == 2);
}

TEST_CASE(
    "compare prints the same bytes with any number of jobs, and --nominal leaves intervals out") {
  const Bench bench;
  const auto with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"--chip", "toy_4x4", "--chip", bench.ranged, "--csv"};
    words.insert(words.end(), more.begin(), more.end());
    return bench.compare(words).out;
  };
  const std::string one = with({});
  CHECK_THAT(one, StartsWith("chip,workload,seconds,seconds_low,seconds_high,speed"));
  CHECK(one == with({"-j", "8"}));
  CHECK(one != with({"--nominal"}));
  CHECK_THAT(with({"--operators"}), StartsWith("workload,operator,kind,chip,seconds"));
}

TEST_CASE("a run on a chip with ranges prints its interval everywhere") {
  const Bench bench;
  const std::string out = bench.folder.path("r");
  const Outcome run = systole::test::systole(
      {"run", "--chip", bench.ranged, "--workload", bench.workload, "--out", out});
  INFO(run.err);
  CHECK_THAT(run.out, Contains("interval") && Contains("clock_mhz matters most"));
  const json result = json::parse(file_text(out + "/result.json"));
  CHECK(result["interval"]["low_seconds"].get<double>() <
        result["totals"]["seconds"].get<double>());
  CHECK(result["interval"]["operators"].size() == 2);
  CHECK_THAT(file_text(out + "/operators.csv"), Contains(",seconds_low,seconds_high\n"));
  CHECK_THAT(file_text(out + "/summary.txt"), Contains("interval"));
}

TEST_CASE("a software profile joins all chips, or the one that it names") {
  const Bench bench;
  const std::string profile = bench.folder.file(
      "slow.yaml", "host: {step_us: 1000}\nlaunch: {first_us: 1, next_us: 1}\nmapper: best\n");
  const auto seconds = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"--chip", "toy_4x4", "--chip", "edge_npu", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const json runs = json::parse(bench.compare(words).out)["runs"];
    return std::pair<double, double>(runs[0]["seconds"]["nominal"], runs[1]["seconds"]["nominal"]);
  };
  const auto plain = seconds({});
  const auto both = seconds({"--software", profile});
  const auto one = seconds({"--software", "edge_npu=" + profile});
  CHECK(both.first > plain.first + 0.001);
  CHECK(both.second > plain.second + 0.001);
  CHECK(one.first == plain.first);
  CHECK(one.second == both.second);
  const Outcome wrong = bench.compare({"--chip", "toy_4x4", "--software", "toy_4x=" + profile});
  CHECK(wrong.exit_code == 2);
  CHECK_THAT(wrong.err, Contains("no --chip is called 'toy_4x', did you mean 'toy_4x4'"));
}

TEST_CASE("links, software and workloads are listed with what is known of them") {
  CHECK_THAT(systole::test::systole({"list", "links"}).out,
             Contains("nvlink4") && Contains("GB/s each way"));
  CHECK_THAT(systole::test::systole({"list", "software"}).out,
             Contains("cuda_eager") && Contains("library:cublas"));
  CHECK_THAT(systole::test::systole({"list", "workloads"}).out,
             Contains("bert_large") && Contains("4.08918"));
  CHECK_THAT(systole::test::systole({"list", "software", "--names"}).out,
             StartsWith("cann\ncuda_eager\n"));
}
