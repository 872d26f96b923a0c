// Files of every framework, as people give them to the program.
#include <catch2/catch.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

std::string seed(const std::string& file) {
  return std::string(SYSTOLE_SOURCE_DIR) + "/tests/fuzz/corpus/" + file;
}

}  // namespace

TEST_CASE("a file of each framework is inspected, imported and run without naming its format") {
  const std::string file = seed(GENERATE("ascend/timeline.json", "ascend/kernel_details.csv",
                                         "chakra/step.et", "execution_trace/network.json",
                                         "paddle/language.pdmodel", "stablehlo/forms.mlir"));
  INFO(file);
  const Folder folder;
  const std::string imported = folder.path("graph.yaml");
  CHECK(systole::test::systole({"inspect", file}).exit_code == 0);
  CHECK(systole::test::systole({"import", file, "-o", imported}).exit_code == 0);
  for (const std::string& workload : {file, imported}) {
    const Outcome outcome =
        systole::test::systole({"run", "--chip", "tpu_v1_like", "--workload", workload});
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK_THAT(outcome.out, Contains("cycles at"));
  }
}

TEST_CASE("the batch of a Paddle program is a parameter") {
  const Outcome outcome = systole::test::systole(
      {"inspect", seed("paddle/language.pdmodel"), "--param", "batch=4", "--json"});
  CHECK_THAT(outcome.out, Contains("32768"));  // 4 x 8192 multiply-accumulates
}

TEST_CASE("an unnamed chip is said to be assumed") {
  const Outcome outcome = systole::test::systole(
      {"run", "--chip", "ascend_910b2", "--workload", seed("ascend/timeline.json")});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("measured beside simulated, by kind"));
  CHECK_THAT(outcome.out, Contains("a comparison with one assumes that it was that one"));
}
