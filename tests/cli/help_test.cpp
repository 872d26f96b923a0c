#include <algorithm>
#include <sstream>

#include <catch2/catch.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

std::string generated(const std::string& kind) {
  return systole::test::systole({"help", "--generate", kind}).out;
}

std::string in_source(const std::string& path) {
  return file_text(std::string(SYSTOLE_SOURCE_DIR) + "/" + path);
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace

TEST_CASE("--help lists the commands, and every command explains itself with examples") {
  const Outcome general = systole::test::systole({"--help"});
  CHECK(general.exit_code == 0);
  for (const std::string command : {"run", "program", "list", "config", "help"}) {
    CHECK_THAT(general.out, Contains("\n  " + command + " "));
    const Outcome own = systole::test::systole({command, "--help"});
    CHECK(own.exit_code == 0);
    CHECK_THAT(own.out, StartsWith("usage: systole " + command));
    CHECK_THAT(own.out, Contains("examples:\n  systole "));
    CHECK(own.out == systole::test::systole({"help", command}).out);
  }
}

TEST_CASE("the examples of the help use names that ship with the program") {
  const auto is_file = [](const std::string& word) { return word.find('.') != std::string::npos; };
  for (const std::string kind : {"chip", "workload"}) {
    const auto shipped = words_of(systole::test::systole({"list", kind + "s", "--names"}).out);
    const std::string help = systole::test::systole({"help", "run"}).out +
                             systole::test::systole({"help", "program"}).out;
    const auto words = words_of(help.substr(help.find("examples:")));
    std::size_t used = 0;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] != "--" + kind || words[i + 1] == "NAME|FILE" || is_file(words[i + 1])) continue;
      ++used;
      INFO(words[i + 1]);
      CHECK(std::find(shipped.begin(), shipped.end(), words[i + 1]) != shipped.end());
    }
    CHECK(used > 0);
  }
}

TEST_CASE("--version says name and version") {
  const Outcome outcome = systole::test::systole({"--version"});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Catch::Matchers::Matches("systole \\d+\\.\\d+\\.\\d+\n"));
}

TEST_CASE("without a command the program explains itself on standard error") {
  const Outcome outcome = systole::test::systole({});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains("usage: systole COMMAND"));
}

TEST_CASE("the files made from the option tables are current") {
  CHECK(in_source("packaging/man/systole.1") == generated("man"));
  CHECK(in_source("packaging/completions/bash") == generated("bash"));
  CHECK(in_source("packaging/completions/zsh") == generated("zsh"));
  CHECK(in_source("packaging/completions/fish") == generated("fish"));
  CHECK(in_source("docs/cli.md") == generated("cli"));
  CHECK_THAT(generated("man"), Contains(".SH NAME"));
}

TEST_CASE("bash completes commands, options, choices and shipped names") {
  const auto completed = [](const std::string& words, int index) {
    return shell(
               "PATH=$(dirname $SYSTOLE):$PATH; source <(systole help --generate bash); "
               "COMP_WORDS=(" +
               words + "); COMP_CWORD=" + std::to_string(index) +
               "; _systole; printf '%s\\n' \"${COMPREPLY[@]}\"")
        .out;
  };
  CHECK(completed("systole insp", 1) == "inspect\n");
  CHECK(completed("systole run --fid", 2) == "--fidelity\n");
  CHECK(completed("systole run --fidelity c", 3) == "cycle\n");
  CHECK(completed("systole run --chip cloud_n", 3) == "cloud_npu\n");
  CHECK(completed("systole list w", 2) == "workloads\n");
}

TEST_CASE("list and config show what ships") {
  CHECK_THAT(systole::test::systole({"list", "chips"}).out, Contains("edge_npu"));
  CHECK_THAT(systole::test::systole({"list", "workloads", "--names"}).out, Contains("resnet50\n"));
  CHECK(systole::test::systole({"config", "docs"}).out == in_source("docs/configuration.md"));
  const Outcome shown =
      systole::test::systole({"config", "show", "edge_npu", "--set", "core.matrix.rows=7"});
  CHECK(shown.exit_code == 0);
  CHECK_THAT(shown.out, Contains("rows: ") && Contains("7"));
}
