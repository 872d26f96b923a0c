#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

constexpr const char* kWorkload =
    "name: small\noperators:\n  - {name: product, kind: gemm, m: 128, n: 96, k: 64}\n";

std::vector<std::string> with_inputs(std::vector<std::string> words, const Folder& folder) {
  const std::vector<std::string> inputs{"--chip", "edge_npu", "--workload",
                                        folder.path("small.yaml")};
  words.insert(words.end(), inputs.begin(), inputs.end());
  return words;
}

json run_json(const std::vector<std::string>& words) {
  const Outcome outcome = systole::test::systole(words);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return json::parse(outcome.out);
}

}  // namespace

TEST_CASE("a saved mapping gives the same run, and an edited one another") {
  const Folder folder;
  folder.file("small.yaml", kWorkload);
  const std::string saved = folder.path("saved.yaml");
  const json direct =
      run_json(with_inputs({"run", "--json", "--quiet", "--save-mapping", saved}, folder));
  const json again =
      run_json(with_inputs({"run", "--json", "--quiet", "--mapping", saved}, folder));
  CHECK(again["totals"] == direct["totals"]);

  const std::string edited = folder.file(
      "edited.yaml", "products:\n  - {operator: product, tile_m: 16, tile_n: 16, tile_k: 16}\n");
  const json other =
      run_json(with_inputs({"run", "--json", "--quiet", "--mapping", edited}, folder));
  CHECK(other["totals"]["cycles"] != direct["totals"]["cycles"]);
}

TEST_CASE("a mapping is printed where its file is a dash") {
  const Folder folder;
  folder.file("small.yaml", kWorkload);
  const Outcome outcome = systole::test::systole(
      with_inputs({"program", "-o", folder.path("small.prog"), "--save-mapping", "-"}, folder));
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, Contains("products:\n  - operator: product\n"));
}

TEST_CASE("mistakes about mappings are the user's") {
  const Folder folder;
  folder.file("small.yaml", kWorkload);
  const std::string wrong =
      folder.file("wrong.yaml", "products:\n  - operator: product\n    tile_q: 3\n");
  const Outcome file = systole::test::systole(with_inputs({"run", "--mapping", wrong}, folder));
  CHECK(file.exit_code == 2);
  CHECK_THAT(file.err, Contains("wrong.yaml:3:5: tile_q: unknown key"));
  const Outcome name =
      systole::test::systole(with_inputs({"run", "--mapper", "library:cubla"}, folder));
  CHECK(name.exit_code == 2);
  CHECK_THAT(name.err, Contains("library:cublas"));
}
