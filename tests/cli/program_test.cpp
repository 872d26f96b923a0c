#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

json run_json(std::vector<std::string> words) {
  words.insert(words.begin(), {"run", "--json", "--quiet"});
  const Outcome outcome = systole::test::systole(words);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return json::parse(outcome.out);
}

}  // namespace

TEST_CASE("a Program that was written replays with the same cycles, on the chip in the file") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const std::string program = folder.path("small.prog");
  const std::vector<std::string> inputs{"--chip",     "toy_4x4", "--set", "core.sram.size_kib=16",
                                        "--workload", workload};
  std::vector<std::string> words{"program", "-o", program};
  words.insert(words.end(), inputs.begin(), inputs.end());
  const Outcome written = systole::test::systole(words);
  INFO(written.err);
  REQUIRE(written.exit_code == 0);

  const json direct = run_json(inputs);
  const json replayed = run_json({"--program", program});
  CHECK(replayed["chip"] == "toy_4x4");
  CHECK(replayed["totals"] == direct["totals"]);
  CHECK(replayed["operators"] == direct["operators"]);
}

TEST_CASE("--chip and --set replay a Program on another machine") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const std::string program = folder.path("small.prog");
  systole::test::systole({"program", "--chip", "toy_4x4", "--workload", workload, "-o", program});
  const auto clock = [](const json& result) {
    return result["machine"]["clock_hz"].get<std::int64_t>();
  };
  CHECK(clock(run_json({"--program", program, "--set", "clock_mhz=123"})) == 123'000'000);
  CHECK(run_json({"--program", program, "--chip", "edge_npu"})["chip"] == "edge_npu");
}

TEST_CASE("a Program goes to standard output with -o -") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const std::string program = folder.path("small.prog");
  systole::test::systole({"program", "--chip", "toy_4x4", "--workload", workload, "-o", program});
  const Outcome printed =
      systole::test::systole({"program", "--chip", "toy_4x4", "--workload", workload, "-o", "-"});
  CHECK(printed.exit_code == 0);
  CHECK(printed.out == file_text(program));
}

TEST_CASE("a Program that cannot be written is refused and leaves nothing") {
  const Folder folder;
  const std::string workload = folder.file("small.csv", kSmallGemms);
  const Outcome outcome = systole::test::systole({"program", "--chip", "toy_4x4", "--workload",
                                                  workload, "-o", folder.path("none/small.prog")});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("cannot write"));
  CHECK(folder.entries() == std::vector<std::string>{"small.csv"});
}
