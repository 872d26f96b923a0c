// Sweeps as a user runs, interrupts and resumes them.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include <catch2/catch.hpp>

#include "cli/program_runner.hpp"
#include "support/full_tests.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

constexpr const char* kGemms = "Layer, M, N, K,\nfirst, 64, 64, 64,\nsecond, 128, 32, 96,\n";

/// Eighty points of some milliseconds each.
struct Toy {
  Folder folder;
  std::string workload = folder.file("small.csv", kGemms);
  std::string sweep = folder.file("toy.yaml", "chip: toy_4x4\nworkloads: [" + workload +
                                                  "]\n"
                                                  "axes:\n"
                                                  "  core.matrix.rows: [2, 4, 8, 16]\n"
                                                  "  core.matrix.cols: [2, 4, 8, 16]\n"
                                                  "  core.sram.size_kib: [4, 8, 16, 32, 64]\n"
                                                  "objectives: {seconds: min, area_mm2: min}\n");

  std::vector<std::string> words(const std::string& name, const std::string& jobs = "2") const {
    return {"sweep",   sweep,
            "-j",      jobs,
            "--db",    folder.path(name + ".db"),
            "--csv",   folder.path(name + ".csv"),
            "--resume"};
  }
  std::string csv(const std::string& name) const {
    return exists(folder.path(name + ".csv")) ? file_text(folder.path(name + ".csv")) : "none";
  }
  /// What the rows are when nothing disturbs them.
  std::string undisturbed() const {
    REQUIRE(systole::test::systole(words("calm")).exit_code == 0);
    return csv("calm");
  }
};

}  // namespace

TEST_CASE("a sweep gives the same rows with any number of workers") {
  const Toy toy;
  const std::string rows = toy.undisturbed();
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 81);
  CHECK(systole::test::systole(toy.words("many", "5")).exit_code == 0);
  CHECK(toy.csv("many") == rows);
  const Outcome again = systole::test::systole(toy.words("many"));
  CHECK_THAT(again.out, Contains("80 were in the database, 0 are new"));
  CHECK(toy.csv("many") == rows);
}

TEST_CASE("a sweep that is killed goes on where it was") {
  const Toy toy;
  const std::string rows = toy.undisturbed();
  const int moments = full_tests() ? 20 : 3;
  for (int i = 0; i < moments; ++i) {
    const std::string name = "killed" + std::to_string(i);
    {
      Running running(toy.words(name));
      std::this_thread::sleep_for(std::chrono::milliseconds(20 + 137 * i % 700));
      running.send(SIGKILL);
      running.finish();
      CHECK(running.leftovers() == 0);
    }
    CHECK(systole::test::systole(toy.words(name)).exit_code == 0);
    CHECK(toy.csv(name) == rows);
  }
}

TEST_CASE("Ctrl-C leaves every finished row, and 130") {
  const Toy toy;
  Running running(toy.words("stopped"));
  REQUIRE(running.grows_to(3));
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  running.send(SIGINT);
  const Outcome outcome = running.finish();
  CHECK(running.leftovers() == 0);
  if (outcome.exit_code != 0) {
    CHECK(outcome.exit_code == 130);
    CHECK_THAT(outcome.err, Contains("--resume goes on with it"));
  }
  CHECK(systole::test::systole(toy.words("stopped")).exit_code == 0);
  CHECK(toy.csv("stopped") == toy.undisturbed());
}

TEST_CASE("workers and points that are killed are replaced or tried again") {
  const Toy toy;
  const std::string line =
      "$SYSTOLE sweep " + toy.sweep + " -j 3 -q --db " + toy.folder.path("orphans.db") + " --csv " +
      toy.folder.path("orphans.csv") +
      " & parent=$!; for i in 1 2; do sleep 0.1; worker=$(ps -o pid= --ppid $parent | head -1); "
      "child=$(ps -o pid= --ppid ${worker:-1} | head -1); "
      "[ $i = 2 ] && [ -n \"$worker\" ] && kill -9 $worker; "
      "[ -n \"$worker\" ] && [ -n \"$child\" ] && kill -9 $child; done; wait $parent";
  CHECK(shell(line).exit_code == 0);
  CHECK(toy.csv("orphans") == toy.undisturbed());
}

TEST_CASE("two sweeps share one database") {
  const Toy toy;
  const std::string rows = toy.undisturbed();
  const std::string one = "$SYSTOLE sweep " + toy.sweep + " -q --resume --db " +
                          toy.folder.path("shared.db") + " --csv " + toy.folder.path("shared");
  CHECK(shell(one + "1.csv & " + one + "2.csv && wait $!").exit_code == 0);
  CHECK(toy.csv("shared1") == rows);
  CHECK(toy.csv("shared2") == rows);
  const Outcome count = shell("$SYSTOLE pareto " + toy.folder.path("shared.db") + " --dominated");
  CHECK_THAT(count.out, Contains("of 80 points"));
}

TEST_CASE("a full disk ends a sweep with advice, and the rows until then stay") {
  const Toy toy;
  // So many blocks of 512 or 1024 bytes may a file have.
  const std::string line =
      "ulimit -f 10; $SYSTOLE sweep " + toy.sweep + " -j 2 --db " + toy.folder.path("full.db");
  const Outcome outcome = shell(line);
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("full.db") && Contains("--resume"));
  CHECK(systole::test::systole(toy.words("full")).exit_code == 0);
  CHECK(toy.csv("full") == toy.undisturbed());
}

TEST_CASE("a folder that cannot be written is said before anything runs") {
  const Toy toy;
  const Outcome outcome =
      systole::test::systole({"sweep", toy.sweep, "--db", "/proc/no_such_folder.db"});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("must exist and be writable"));
}

TEST_CASE("a database that has rows is not touched without --resume") {
  const Toy toy;
  toy.undisturbed();
  const Outcome outcome =
      systole::test::systole({"sweep", toy.sweep, "--db", toy.folder.path("calm.db")});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Contains("--resume"));
}

TEST_CASE("a point that takes too long becomes a row, and the sweep goes on") {
  const Toy toy;
  const std::string large = toy.folder.file("large.csv", "Layer, M, N, K,\na, 4000, 4000, 4000,\n");
  const std::string sweep = toy.folder.file(
      "slow.yaml", "chip: toy_4x4\nworkloads: [" + large +
                       "]\naxes: {core.matrix.rows: [1, 512], core.matrix.cols: [1]}"
                       "\nconstraints: [core.matrix.rows < 100]\n");
  const Outcome outcome =
      systole::test::systole({"sweep", sweep, "--db", toy.folder.path("slow.db"), "--point-timeout",
                              "0.5", "--fidelity", "cycle", "--csv", "-"});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("1,cycle,timed_out,1,1,") && Contains("not done after 0.5 s"));
  CHECK_THAT(outcome.out, Contains("2,cycle,infeasible,512,1,"));
}

TEST_CASE("parts of a sweep are merged and resumed into the whole") {
  const Toy toy;
  const auto part = [&](const std::string& number) {
    return systole::test::systole({"sweep", toy.sweep, "-q", "--shard", number + "/2", "--db",
                                   toy.folder.path("part" + number + ".db")});
  };
  CHECK(part("1").exit_code == 0);
  CHECK(part("2").exit_code == 0);
  const Outcome merged =
      systole::test::systole({"sweep", "--merge", toy.folder.path("whole.db"),
                              toy.folder.path("part1.db"), toy.folder.path("part2.db")});
  CHECK_THAT(merged.out, Contains("80 rows"));
  CHECK_THAT(systole::test::systole(toy.words("whole")).out, Contains("0 are new"));
  CHECK(toy.csv("whole") == toy.undisturbed());
}

TEST_CASE("pareto and sensitivity read what a sweep wrote") {
  const Toy toy;
  toy.undisturbed();
  const std::string database = toy.folder.path("calm.db");
  const Outcome front = systole::test::systole(
      {"pareto", database, "--x", "area_mm2", "--y", "seconds", "--svg", toy.folder.path("f.svg")});
  CHECK(front.exit_code == 0);
  CHECK_THAT(front.out, Contains("of 80 points that no other beats"));
  CHECK_THAT(file_text(toy.folder.path("f.svg")), Contains("</svg>"));
  const Outcome narrow = systole::test::systole(
      {"pareto", database, "--where", "core.matrix.rows == 4", "--csv", "--dominated"});
  CHECK(std::count(narrow.out.begin(), narrow.out.end(), '\n') == 21);
  const Outcome effects = systole::test::systole({"sensitivity", database, "--levels"});
  CHECK_THAT(effects.out, Contains("core.matrix.rows") && Contains("share of variance"));
  const Outcome wrong =
      systole::test::systole({"pareto", database, "--x", "area_mm", "--y", "tpp"});
  CHECK(wrong.exit_code == 2);
  CHECK_THAT(wrong.err, Contains("did you mean 'area_mm2'?"));
}
