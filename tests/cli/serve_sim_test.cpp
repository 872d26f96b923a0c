// systole serve-sim as a user runs it: what it prints and writes, and how it refuses what it is
// told.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

/// On closed forms, which take no time.
Outcome serve(const Words& words) {
  Words all{"serve-sim", "--model",      "llama3_1_8b", "--chip",
            "h100_sxm",  "--step-times", "roofline"};
  all.insert(all.end(), words.begin(), words.end());
  return systole::test::systole(all);
}

nlohmann::json json_of(const Words& words) {
  Words all = words;
  all.emplace_back("--json");
  const Outcome outcome = serve(all);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return nlohmann::json::parse(outcome.out);
}

void check_refused(const Words& words, const std::string& message) {
  const Outcome outcome = serve(words);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains(message));
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::string kChat = std::string(SYSTOLE_SOURCE_DIR) + "/workloads/requests/chat.csv";

}  // namespace

TEST_CASE("serve-sim says how long requests take") {
  const Outcome outcome = serve({"--rate", "4", "-n", "50"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("llama3_1_8b on h100_sxm: 50 requests") && Contains("TTFT") &&
                              Contains("TPOT") && Contains("Little's law") &&
                              Contains("KV cache") && Contains("roofline, a table of"));
}

TEST_CASE("serve-sim serves a trace whose prompts begin alike") {
  const auto json = json_of({"--trace", kChat, "--slo", "ttft=200ms,tpot=20ms"});
  CHECK(json["schema"] == "systole.serve_sim/1");
  CHECK(json["requests"] == 100);
  CHECK(json["found_tokens"].get<int>() > 20'000);
  CHECK(json["slo_attainment"].get<double>() > 0.9);
  CHECK(json["ttft_ns"]["p50"] <= json["ttft_ns"]["p99"]);
  CHECK(json["pools"][0]["kv_share"]["largest"].get<double>() < 0.2);
}

TEST_CASE("serve-sim is the same with the same seed, and another with another") {
  const Words words{"--rate", "20", "-n", "200", "--input-len", "lognormal:500:300"};
  const auto with_seed = [&](const char* seed) {
    Words all = words;
    all.insert(all.end(), {"--seed", seed});
    return json_of(all);
  };
  CHECK(with_seed("1") == with_seed("1"));
  CHECK(with_seed("1")["ttft_ns"] != with_seed("2")["ttft_ns"]);
}

TEST_CASE("serve-sim separates prompts from decoding") {
  const auto json = json_of({"--rate", "10", "-n", "100", "--engines", "3", "--prefill-engines",
                             "1", "--kv-link-gb-per-s", "100"});
  REQUIRE(json["pools"].size() == 2);
  CHECK(json["pools"][0]["role"] == "prompts");
  CHECK(json["pools"][0]["prompt_tokens"] == 100 * 1024);
  CHECK(json["pools"][0]["decode_tokens"] == 0);
  CHECK(json["pools"][1]["decode_tokens"] == 100 * 127);
}

TEST_CASE("serve-sim finds the highest rate that keeps a promise") {
  const auto json = json_of(
      {"-n", "100", "--slo", "ttft=300ms,tpot=20ms", "--find-rate", "--attainment", "0.95"});
  const auto rate = json["highest_rate_per_second"].get<double>();
  CHECK(rate > 1.0);
  CHECK(json["is_limit"] == true);
  for (const auto& point : json["curve"]) {
    if (point["rate_per_second"] <= rate) CHECK(point["slo_attainment"].get<double>() >= 0.95);
  }
  const Outcome never = serve({"-n", "10", "--slo", "ttft=1us", "--find-rate"});
  CHECK(never.exit_code == 0);
  CHECK_THAT(never.out, Contains("at no rate"));
}

TEST_CASE("serve-sim writes what happened over time, and each request") {
  const std::string folder = std::filesystem::temp_directory_path() / "systole_serve_sim";
  std::filesystem::create_directories(folder);
  const Outcome outcome = serve({"--trace", kChat, "--series", folder + "/series.csv", "--each",
                                 folder + "/each.csv", "--svg", folder + "/series.svg"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(text_of(folder + "/series.csv"),
             Contains("pool,from_s,to_s,waiting,running,kv_share,kv_share_highest\n"));
  const std::string each = text_of(folder + "/each.csv");
  CHECK(std::count(each.begin(), each.end(), '\n') == 101);
  CHECK_THAT(text_of(folder + "/series.svg"), Contains("KV cache, % in use"));
  std::filesystem::remove_all(folder);
}

TEST_CASE("serve-sim refuses what cannot be served, and says how to mend it") {
  check_refused({"--rate", "1", "-n", "3", "--kv-tokens", "1000"},
                "the KV cache is too small for one request: request 1 has 1024 + 128 tokens, and "
                "there is room for 992 (62 blocks of 16)");
  check_refused({"--rate", "1", "--set", "dram.capacity_gib=12"}, "do not fit");
  check_refused({"-n", "3"}, "how often do requests come?");
  check_refused({"--trace", kChat, "--input-len", "5"}, "--input-len draws requests");
  check_refused({"--rate", "1", "--find-rate"}, "--find-rate needs a promise to keep");
  check_refused({"--rate", "1", "--slo", "ttft=soon"}, "--slo: 'ttft=soon' is not");
  check_refused({"--rate", "0"}, "--rate: '0' is not a number");
  check_refused({"--rate", "1", "--engines", "2", "--prefill-engines", "2"},
                "at least one engine must be left to decode");
}
