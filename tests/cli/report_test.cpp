// systole report, and the page of systole run, as a user makes them.
#include <catch2/catch.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

struct Bench {
  Folder folder;
  std::string workload = folder.file("small.csv", kSmallGemms);
  std::string directory = folder.path("r");

  Bench() {
    systole::test::systole(
        {"run", "--quiet", "--chip", "toy_4x4", "--workload", workload, "--out", directory});
  }
};

Outcome report(std::vector<std::string> words) {
  words.insert(words.begin(), "report");
  return systole::test::systole(words);
}

/// A program that was built without Node says so, and how to mend it; there is no more to test.
bool built_without_pages(const Outcome& outcome) {
  if (outcome.err.find("built without its HTML pages") == std::string::npos) return false;
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("nodejs"));
  WARN("built without pages: the rest of this test is skipped");
  return true;
}

}  // namespace

TEST_CASE("report writes one page beside the result") {
  const Bench bench;
  const Outcome outcome = report({bench.directory});
  if (built_without_pages(outcome)) return;
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains("the page is in " + bench.directory + "/report.html"));
  const std::string page = file_text(bench.directory + "/report.html");
  CHECK_THAT(page, Contains("<!doctype html>") && Contains("toy_4x4") && Contains("Copyright"));
  CHECK_THAT(page, !Contains("\"timeline\":\"timeline.json\""));
}

TEST_CASE("report needs nothing but result.json, and shows a trace that lies beside it") {
  const Bench bench;
  const std::string copy =
      bench.folder.file("copy.json", file_text(bench.directory + "/result.json"));
  bench.folder.file("timeline.json", "[]");
  const Outcome outcome = report({copy, "-q", "-o", bench.folder.path("page.html")});
  if (built_without_pages(outcome)) return;
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(file_text(bench.folder.path("page.html")),
             Contains("\"configuration\":\"\"") && Contains("\"timeline\":\"timeline.json\""));
}

TEST_CASE("report puts results beside each other, and reads the CSV file of a sweep") {
  const Bench bench;
  const std::string both = bench.folder.path("both.html");
  const Outcome outcome = report({"--compare", bench.directory, bench.directory, "-o", both});
  if (built_without_pages(outcome)) return;
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(file_text(both), Contains("\"page\":\"compare\""));

  const std::string csv = bench.folder.file("sweep.csv", "rows,seconds\n8,2\n16,1\n");
  CHECK(report({csv}).exit_code == 0);
  CHECK_THAT(file_text(bench.folder.path("sweep.html")), Contains("\"page\":\"sweep\""));
}

TEST_CASE("run --html writes the page that report would") {
  const Bench bench;
  const std::string file = bench.folder.path("run.html");
  const std::vector<std::string> words{"run",        "--quiet",      "--chip", "toy_4x4",
                                       "--workload", bench.workload, "--html", file};
  const Outcome outcome = systole::test::systole(words);
  if (built_without_pages(outcome)) return;
  CHECK(outcome.exit_code == 0);
  report({"-q", bench.directory});
  CHECK(file_text(file) == file_text(bench.directory + "/report.html"));
}

TEST_CASE("report says what it expected") {
  const Bench bench;
  const Outcome empty = report({bench.folder.path()});
  if (built_without_pages(empty)) return;
  CHECK(empty.exit_code == 2);
  CHECK_THAT(empty.err, Contains("no result.json") && Contains("systole run --out"));
  CHECK_THAT(report({bench.directory, bench.directory}).err, Contains("--compare"));
  CHECK_THAT(report({bench.folder.path("missing")}).err, Contains("missing"));
  CHECK_THAT(report({bench.folder.file("one.csv", "a\n1\n")}).err,
             Contains("one.csv") && Contains("commas"));
  CHECK(report({bench.folder.file("x.json", "{}")}).exit_code == 2);
}
