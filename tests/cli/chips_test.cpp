#include <catch2/catch.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

Outcome run(const std::vector<std::string>& words) { return systole::test::systole(words); }

std::string in_source(const std::string& path) {
  return file_text(std::string(SYSTOLE_SOURCE_DIR) + "/" + path);
}

}  // namespace

TEST_CASE("chips show prints the file with its sources, and what it is based on") {
  const Outcome shown = run({"chips", "show", "h100_pcie"});
  CHECK(shown.exit_code == 0);
  CHECK(shown.out == "# h100_pcie.yaml\n" + in_source("configs/chips/h100_pcie.yaml") +
                         "\n# h100_sxm.yaml\n" + in_source("configs/chips/h100_sxm.yaml"));
  const Outcome none = run({"chips", "show"});
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.err, Contains("needs one chip"));
}

TEST_CASE("chips check passes over the whole library, and says where it differs from a datasheet") {
  const Outcome checked = run({"chips", "check"});
  CHECK(checked.exit_code == 0);
  CHECK_THAT(checked.out, Contains("ascend_910b2 fp16: the marketed figure"));
  CHECK_THAT(checked.out, !Contains("UNEXPLAINED"));
}

TEST_CASE("chips check fails with 1 where a file does not give what its vendor states") {
  const Folder folder;
  const std::string file = folder.file("mine.yaml",
                                       "base: a100_sxm_80gb\n"
                                       "core: {count: 100}\n"
                                       "facts: {peak_tflops: {fp16: 312}}\n");
  const Outcome checked = run({"chips", "check", "h20", file});
  CHECK(checked.exit_code == 1);
  CHECK_THAT(checked.out, Contains("UNEXPLAINED") &&
                              Contains("mine fp16: 312 T/s are stated, the file gives 288.768"));
}

TEST_CASE("A wrong chip file is refused with its line by show and check") {
  const Folder folder;
  const std::string file = folder.file("wrong.yaml", "facts:\n  tdp_w: 700\n  yaer: 2022\n");
  for (const std::string action : {"show", "check"}) {
    const Outcome outcome = run({"chips", action, file});
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err,
               Contains("wrong.yaml:3:3: facts.yaer: unknown key, did you mean 'year'"));
  }
}

TEST_CASE("The table of docs/chips.md is the one that list chips prints") {
  const Outcome table = run({"list", "chips", "--markdown"});
  REQUIRE(table.exit_code == 0);
  REQUIRE_THAT(table.out, StartsWith("| chip |"));
  CHECK_THAT(in_source("docs/chips.md"), Contains(table.out));
}

TEST_CASE("list takes one form of output, and only for chips") {
  CHECK_THAT(run({"list", "chips", "--csv"}).out, StartsWith("chip,vendor,family,year,cores"));
  CHECK_THAT(run({"list", "chips", "--json"}).out, StartsWith("{\n"));
  const Outcome both = run({"list", "chips", "--csv", "--json"});
  CHECK(both.exit_code == 2);
  CHECK_THAT(both.err, Contains("--csv and --json cannot be given together"));
  const Outcome memories = run({"list", "memories", "--csv"});
  CHECK(memories.exit_code == 2);
  CHECK_THAT(memories.err, Contains("--csv is for chips"));
}
