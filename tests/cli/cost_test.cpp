#include <cstdlib>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using Json = nlohmann::json;

namespace {

Outcome run(const std::vector<std::string>& words) { return systole::test::systole(words); }

std::string in_source(const std::string& path) {
  return file_text(std::string(SYSTOLE_SOURCE_DIR) + "/" + path);
}

const std::vector<std::string> kSmallRun{"run", "--chip", "toy_4x4", "--workload", "gemms", "-q"};

std::vector<std::string> small_run(const std::vector<std::string>& more) {
  std::vector<std::string> words = kSmallRun;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("cost shows area, price and figures of a chip, with sources") {
  const Outcome shown = run({"cost", "--chip", "h100_sxm"});
  CHECK(shown.exit_code == 0);
  CHECK_THAT(shown.out, StartsWith("h100_sxm: NVIDIA H100") && Contains("published 814 mm2") &&
                            Contains("144 cores, simt") && Contains("80 GB of hbm3") &&
                            Contains("no design, no margin") &&
                            Contains("n5.wafer_usd: nominal: CSET"));
}

TEST_CASE("cost --json is one document whose parts sum to the whole") {
  const Outcome shown = run({"cost", "--chip", "mi300x", "--json"});
  CHECK(shown.exit_code == 0);
  const Json json = Json::parse(shown.out);
  double area = 0.0;
  for (const Json& part : json["area"]) area += part["mm2"].get<double>();
  CHECK(area == Approx(json["area_mm2"].get<double>()).epsilon(1e-4));
  double price = 0.0;
  for (const Json& part : json["price"]) price += part["usd"]["nominal"].get<double>();
  CHECK(price == Approx(json["price_usd"]["nominal"].get<double>()).epsilon(1e-4));
  CHECK(json["figures"]["area_mm2"] == json["area_mm2"]);
}

TEST_CASE("cost refuses what it cannot know, and says how to mend it") {
  CHECK(run({"cost"}).exit_code == 2);
  const Outcome wrong = run({"cost", "--chip", "toy_4x4", "--set", "silicon.technology=n8"});
  CHECK(wrong.exit_code == 2);
  CHECK_THAT(wrong.err, Contains("n8"));
  const Outcome memory = run({"cost", "--chip", "toy_4x4", "--set", "silicon.memory=hmb3"});
  CHECK(memory.exit_code == 2);
  CHECK_THAT(memory.err, Contains("did you mean 'hbm3'"));
}

TEST_CASE("A run says what it spends, and its parts sum to the total") {
  const Outcome summary = run(small_run({}));
  CHECK_THAT(summary.out, Contains("\nenergy  ") && Contains(" W on average") &&
                              Contains("pJ per operation (n7)"));
  const Json totals = Json::parse(run(small_run({"--json"})).out)["totals"];
  std::int64_t sum = 0;
  for (const auto& [name, value] : totals["energy_pj"].items()) sum += value.get<std::int64_t>();
  CHECK(totals["energy_j"].get<double>() == Approx(static_cast<double>(sum) * 1e-12).epsilon(1e-5));
  CHECK(totals["average_power_w"].get<double>() ==
        Approx(totals["energy_j"].get<double>() / totals["seconds"].get<double>()).epsilon(1e-4));
  CHECK(totals["energy_table"] == "n7");
}

TEST_CASE("--energy-actions writes what was counted") {
  const Outcome written = run(small_run({"--energy-actions", "-"}));
  CHECK(written.exit_code == 0);
  CHECK_THAT(written.out, StartsWith("action_counts:\n  version: 0.4\n  local:\n"));
  const Json totals = Json::parse(run(small_run({"--json"})).out)["totals"];
  const std::string macs = std::to_string(totals["macs"].get<std::int64_t>());
  CHECK_THAT(written.out,
             Contains("\"toy_4x4.matrix_unit\"") && Contains("counts: " + macs + "\n"));
  const Outcome two = run(small_run({"--chip", "edge_npu", "--energy-actions", "-"}));
  CHECK(two.exit_code == 2);
  CHECK_THAT(two.err, Contains("--energy-actions writes one run"));
}

TEST_CASE("rules judges chips, and changed chips by their parameters") {
  const Outcome h20 = run({"rules", "--chip", "h20", "--json"});
  CHECK(h20.exit_code == 0);
  const Json json = Json::parse(h20.out);
  CHECK(json["figures"]["tpp"]["value"] == 2368);
  CHECK(json["figures"]["tpp"]["basis"] == "stated");
  for (const Json& rule : json["rules"]) {
    if (rule["rule"] == "2023_10") CHECK(rule["outcome"] == "none");
    if (rule["rule"] == "2025_04_reported") CHECK(rule["standing"] == "reported");
  }
  const Outcome changed = run({"rules", "--chip", "h20", "--set", "core.count=80"});
  CHECK_THAT(changed.out, Contains("from the parameters") && Contains("3A090.b.1: met") &&
                              EndsWith("not legal advice and not a classification.\n"));
}

TEST_CASE("rules takes the market from the chip's file or the command line") {
  CHECK_THAT(run({"rules", "--chip", "rtx_4090_d"}).out, Contains("not for this market"));
  CHECK_THAT(run({"rules", "--chip", "rtx_4090_d", "--market", "datacenter"}).out,
             Contains("3A090.a.2: met"));
  CHECK(run({"rules", "--chip", "h20", "--market", "moon"}).exit_code == 2);
}

TEST_CASE("The tables of docs/rules.md and docs/cost.md are those that the program prints") {
  CHECK_THAT(in_source("docs/rules.md"), Contains(run({"rules", "--list"}).out));
  CHECK_THAT(in_source("docs/cost.md"), Contains(run({"cost", "--figures", "--markdown"}).out));
  if (std::getenv("SYSTOLE_TEST_FULL") == nullptr) return;  // maps a product on every chip
  const std::string page = in_source("docs/cost.md");
  const std::string checks = run({"cost", "--check", "--markdown"}).out;
  std::size_t at = 0;  // tables and sentences stand in sections of their own
  for (std::size_t end = 0; end != std::string::npos; at = end + 2) {
    end = checks.find("\n\n", at);
    CHECK_THAT(page, Contains(checks.substr(at, end == std::string::npos ? end : end - at)));
  }
}
