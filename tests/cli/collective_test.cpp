// systole collective as a user runs it: what it prints, what it draws, and how it refuses mistakes.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

Outcome collective(const Words& words) {
  Words all{"collective"};
  all.insert(all.end(), words.begin(), words.end());
  return systole::test::systole(all);
}

nlohmann::json json_of(Words words) {
  words.emplace_back("--json");
  const Outcome outcome = collective(words);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return nlohmann::json::parse(outcome.out);
}

void check_refused(const Words& words, const std::string& message) {
  const Outcome outcome = collective(words);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains(message));
}

}  // namespace

TEST_CASE("systole collective says what an all_reduce takes, and why") {
  const Outcome outcome = collective({"--network", "dgx_a100", "--ranks", "8", "--bytes", "64MiB"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("exactly as the closed form says"));
  CHECK_THAT(outcome.out, Contains("ring by simple, 14 steps of up to 8.00 MiB"));
  CHECK_THAT(outcome.out, Contains("bound by       bandwidth"));
  CHECK_THAT(outcome.out, Contains("GB/s on the bus"));
}

TEST_CASE("systole collective --sweep shows where the protocol changes, and draws it") {
  const Folder folder;
  const std::string picture = folder.path("bus.svg");
  const Outcome outcome =
      collective({"--network", "dgx_a100", "--sweep", "--fidelity", "analytic", "--svg", picture});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("ring by ll") && Contains("<- changes"));
  CHECK_THAT(outcome.out, Contains("512 B |") && Contains("1.00 GiB |"));
  CHECK_THAT(file_text(picture), Contains("<svg") && Contains("bus bandwidth, GB/s"));
  const Outcome table =
      collective({"--network", "dgx_a100", "--sweep", "--fidelity", "analytic", "--csv"});
  CHECK_THAT(table.out,
             Contains("collective,ranks,bytes,latency_us") && Contains("all_reduce,8,1073741824,"));
}

TEST_CASE("Two collectives at once share the links; data says what each level does") {
  const Words ring{"--network", "hgx_h20", "--bytes", "256MiB", "--algorithm", "ring"};
  Words both = ring;
  both.insert(both.end(), {"--at-once", "2"});
  const auto alone = json_of(ring)["collectives"][0];
  const auto together = json_of(both)["collectives"][0];
  CHECK(alone["femtoseconds"] == alone["closed_form_femtoseconds"]);
  CHECK(together["femtoseconds"] > 1.8 * alone["femtoseconds"].get<double>());
  const auto levels =
      json_of({"--network", "hgx_h100_ib", "--ranks", "64"})["collectives"][0]["stages"];
  REQUIRE(levels.size() == 3);
  CHECK(levels[1]["level"] == 2);
  CHECK(levels[1]["ranks"] == 8);
}

TEST_CASE("systole collective refuses what a network cannot do, and says what it can") {
  check_refused({"--network", "hgx_h10"}, "hgx_h100");
  check_refused({"--network", "dgx_a100", "--ranks", "9"}, "has 8 chips");
  check_refused({"--network", "dgx_a100", "--algorithm", "in_switch"}, "no in_switch");
  check_refused({"--network", "tpu_v5e_pod", "--ranks", "8"}, "expected one of 16, 256");
  check_refused({"--network", "dgx_a100", "--kind", "all_reduced"}, "did you mean 'all_reduce'");
  check_refused({"--network", "dgx_a100", "--set", "level_1.sze=4"}, "level_1.sze");
  check_refused({"--network", "dgx_a100", "--fidelity", "analytic", "--at-once", "2"}, "--at-once");
}

TEST_CASE("systole list networks names what --network accepts") {
  const Outcome names = systole::test::systole({"list", "networks", "--names"});
  CHECK_THAT(names.out, Contains("hgx_h100\n") && Contains("tpu_v5p_pod\n"));
  const Outcome table = systole::test::systole({"list", "networks"});
  CHECK_THAT(table.out, Contains("8 switch nvlink4, then 32 switch infiniband_ndr"));
}

TEST_CASE("systole run --network counts a workload's collectives apart") {
  const Folder folder;
  const std::string workload = folder.file("step.yaml", R"(name: step
operators:
  - {name: product, kind: gemm, m: 64, n: 64, k: 64}
  - {name: sum, kind: all_reduce, elements: 1048576, ranks: 8}
)");
  const Outcome outcome = systole::test::systole(
      {"run", "--chip", "toy_gpu", "--workload", workload, "--network", "hgx_h100"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out,
             Contains("1 x all_reduce of 8 ranks, ") && Contains("apart from the chip's time"));
}
