// Every kind of bad input: exit code 2, a message that names the file and the mistake, and no
// output.
#include <catch2/catch.hpp>

#include "cli/inputs.hpp"
#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

struct BadInput {
  std::string name;
  std::string text;
  std::string message;
};

void check_refused(const Folder& folder, const std::vector<std::string>& inputs,
                   const std::string& message) {
  std::vector<std::string> words{"run", "--json", "--out", folder.path("results")};
  words.insert(words.end(), inputs.begin(), inputs.end());
  const std::vector<std::string> before = folder.entries();
  const Outcome outcome = systole::test::systole(words);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains(message));
  CHECK(folder.entries() == before);
}

std::string binary_junk() {
  std::string text;
  for (int i = 0; i < 4096; ++i) text += static_cast<char>((i * 167 + 13) % 256);
  return text;
}

}  // namespace

TEST_CASE("bad workloads are refused with the place and the reason") {
  const std::string convolution = kConvolutionHeader;
  const auto bad = GENERATE_COPY(values<BadInput>({
      {"empty.csv", "", "the file is empty"},
      {"junk.csv", binary_junk(), "junk.csv:1:"},
      {"columns.csv", "Layer, M, N, K,\na, 1, 2,\n", "columns.csv:2:"},
      {"zero.csv", "Layer, M, N, K,\na, 0, 2, 3,\n", "zero.csv:2:4: M: '0'"},
      {"negative.csv", "Layer, M, N, K,\na, 1, -2, 3,\n", "negative.csv:2:7: N: '-2'"},
      {"huge.csv", "Layer, M, N, K,\na, 1000000000000000000, 2, 3,\n", "huge.csv:2:4: M:"},
      {"product.csv", "Layer, M, N, K,\na, 1000000000000, 1000000000000, 1000000000000,\n",
       "product.csv"},
      {"filter.csv", convolution + "c, 3, 3, 5, 5, 1, 1, 1,\n", "larger than the IFMAP height"},
      {"utf8.csv", "Layer, M, N, K,\n\xff\xfe, 1, 2, 3,\n", "not valid UTF-8"},
      {"twice.yaml", "name: a\nname: b\n", "twice.yaml:2:1: name"},
  }));
  const Folder folder;
  check_refused(folder, {"--chip", "toy_4x4", "--workload", folder.file(bad.name, bad.text)},
                bad.message);
}

TEST_CASE("a workload that is missing or a directory is refused") {
  const Folder folder;
  check_refused(folder, {"--chip", "toy_4x4", "--workload", folder.path("none.csv")},
                "no such file");
  check_refused(folder, {"--chip", "toy_4x4", "--workload", folder.path()}, "is a directory");
}

TEST_CASE("bad chips are refused with the place and the reason") {
  const auto bad = GENERATE(values<BadInput>({
      {"empty.yaml", "", "the file is empty"},
      {"junk.yaml", binary_junk(), "junk.yaml:1:"},
      {"flow.yaml", "base: toy_4x4\nname: x\ncore:\n  matrix:\n    dataflow: diagonal\n",
       "flow.yaml:5:15: core.matrix.dataflow"},
      {"twice.yaml", "base: toy_4x4\nclock_mhz: 1\nclock_mhz: 2\n", "twice.yaml:3:1: clock_mhz"},
      {"zero.yaml", "base: toy_4x4\ncore:\n  matrix:\n    rows: 0\n",
       "zero.yaml:4:11: core.matrix.rows"},
      {"unknown.yaml", "base: toy_4x4\nclock_mzh: 1\n", "did you mean 'clock_mhz'?"},
      {"utf8.yaml", "base: toy_4x4\nname: \xff\n", "not valid UTF-8"},
      {"base.yaml", "base: nothing\n", "base.yaml:1:7"},
  }));
  const Folder folder;
  check_refused(folder, {"--workload", "gemms", "--chip", folder.file(bad.name, bad.text)},
                bad.message);
}

TEST_CASE("all mistakes of a chip are reported in one go") {
  const Folder folder;
  const std::string chip =
      folder.file("two.yaml", "base: toy_4x4\nclock_mhz: fast\ncore:\n  sram:\n    slots: -1\n");
  const Outcome outcome = systole::test::systole({"run", "--chip", chip, "--workload", "gemms"});
  CHECK_THAT(outcome.err, Contains("two.yaml:2:12") && Contains("two.yaml:5:12"));
}

TEST_CASE("an SRAM too small for one tile names the operand and what it needs") {
  const Folder folder;
  const std::string config =
      folder.file("tiny.cfg",
                  "[architecture_presets]\nArrayHeight: 256\nArrayWidth: 256\n"
                  "IfmapSramSzkB: 1\nFilterSramSzkB: 1\nOfmapSramSzkB: 1\n"
                  "Dataflow: ws\n");
  const std::string workload = folder.file("w.csv", "Layer,M,N,K,\nL0,196,192,384,\n");
  check_refused(
      folder, {"--workload", workload, "--scalesim-config", config},
      "operator L0: the weight SRAM is too small for one tile: one of 2 buffers must hold "
      "49152 bytes, it has 512");
}

TEST_CASE("a bad SCALE-Sim configuration is refused") {
  const Folder folder;
  const std::string workload = folder.file("w.csv", kSmallGemms);
  const std::string config = folder.file(
      "bad.cfg", "[architecture_presets]\nArrayHeight: 4\nArrayWidth: 4\nDataflow: xs\n");
  check_refused(folder, {"--workload", workload, "--scalesim-config", config}, "bad.cfg:4");
}

TEST_CASE("a Program file that is none is refused") {
  const Folder folder;
  check_refused(folder, {"--program", folder.file("p.prog", binary_junk())}, "p.prog:1");
  check_refused(folder, {"--program", folder.path("none.prog")}, "none.prog");
}
