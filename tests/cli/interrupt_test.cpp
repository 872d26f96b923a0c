#include <csignal>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

struct LongRun {
  Folder folder;
  std::vector<std::string> words{"run",
                                 "--chip",
                                 "toy_4x4",
                                 "--workload",
                                 folder.file("long.csv", kEndlessGemm),
                                 "--fidelity",
                                 "cycle",
                                 "--out",
                                 folder.path("results")};
};

}  // namespace

TEST_CASE("Ctrl-C and SIGTERM end a run with 130 and leave nothing behind") {
  const int signal = GENERATE(SIGINT, SIGTERM);
  const LongRun bench;
  Running running(bench.words);
  REQUIRE(running.grows_to(2));  // the program and its child
  running.send(signal);
  const Outcome outcome = running.finish();
  CHECK(outcome.exit_code == 130);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains("interrupted"));
  CHECK(running.leftovers() == 0);
  CHECK(bench.folder.entries() == std::vector<std::string>{"long.csv"});
}

TEST_CASE("Ctrl-C ends several runs at once") {
  LongRun bench;
  bench.words.insert(bench.words.end(), {"--chip", "edge_npu", "-j", "2"});
  Running running(bench.words);
  REQUIRE(running.grows_to(3));
  running.send(SIGINT);
  CHECK(running.finish().exit_code == 130);
  CHECK(running.leftovers() == 0);
}

TEST_CASE("Ctrl-C works while an input is being waited for") {
  const Folder folder;
  const std::string pipe = folder.path("pipe.csv");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  Running running({"run", "--chip", "toy_4x4", "--workload", pipe});
  REQUIRE(running.grows_to(1));
  running.send(SIGINT);
  // Sent before the program's first line, the signal itself ends it: 128 + SIGINT is 130 as well.
  CHECK(running.finish().exit_code == 130);
}

TEST_CASE("--timeout ends a run with 1 and says so") {
  LongRun bench;
  bench.words.insert(bench.words.end(), {"--timeout", "1"});
  Running running(bench.words);
  const Outcome outcome = running.finish();
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, Contains("--timeout"));
  CHECK(running.leftovers() == 0);
  CHECK(bench.folder.entries() == std::vector<std::string>{"long.csv"});
}

TEST_CASE("a run that is done in time does not mind the timeout") {
  const Folder folder;
  const Outcome outcome =
      systole::test::systole({"run", "--chip", "toy_4x4", "--workload",
                              folder.file("small.csv", kSmallGemms), "--timeout", "600"});
  CHECK(outcome.exit_code == 0);
}
