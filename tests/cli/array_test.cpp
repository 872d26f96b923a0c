// systole array as a user runs it: every shape against the closed forms and a plain product, what
// it prints, and how it refuses.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program_runner.hpp"

using namespace systole::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;
using Values = std::vector<std::int64_t>;

Outcome array(const Words& words) {
  Words all{"array"};
  all.insert(all.end(), words.begin(), words.end());
  return systole::test::systole(all);
}

struct Shape {
  std::int64_t rows, cols, m, n, k;
};

std::int64_t ceil_of(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// The published table (Samajdar et al., ISPASS 2020): folds without overlap.
std::int64_t table_cycles(const std::string& dataflow, const Shape& s) {
  if (dataflow == "output_stationary")
    return ceil_of(s.m, s.rows) * ceil_of(s.n, s.cols) * (s.k + s.rows + s.cols - 2);
  if (dataflow == "weight_stationary")
    return ceil_of(s.k, s.rows) * ceil_of(s.n, s.cols) * (s.m + 2 * s.rows + s.cols - 2);
  return ceil_of(s.k, s.rows) * ceil_of(s.m, s.cols) * (s.n + 2 * s.rows + s.cols - 2);
}

Values plain_product(const json& trace) {
  const Values a = trace["inputs"];
  const Values b = trace["weights"];
  const std::size_t m = trace["m"];
  const std::size_t n = trace["n"];
  const std::size_t k = trace["k"];
  Values product(m * n, 0);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t l = 0; l < k; ++l) product[i * n + j] += a[i * k + l] * b[l * n + j];
    }
  }
  return product;
}

Values output_after_last_beat(const json& trace) {
  Values output(trace["product"].size(), -1);
  for (const json& beat : trace["beats"]) {
    for (const json& left : beat["out"]) {
      output[left[0].get<std::size_t>() * trace["n"].get<std::size_t>() +
             left[1].get<std::size_t>()] = left[3];
    }
  }
  return output;
}

/// Every product of the output is made once, by the PE and from the operands that the trace names.
std::int64_t wrong_products(const json& trace) {
  const Values a = trace["inputs"];
  const Values b = trace["weights"];
  std::vector<int> made(a.size() * trace["n"].get<std::size_t>(), 0);
  std::int64_t wrong = 0;
  for (const json& beat : trace["beats"]) {
    for (const json& pe : beat["pes"]) {
      if (pe.size() < 9 || pe[6] < 0) continue;
      const std::size_t m = pe[6];
      const std::size_t n = pe[7];
      const std::size_t k = pe[8];
      const std::int64_t input = a[m * trace["k"].get<std::size_t>() + k];
      const std::int64_t weight = b[k * trace["n"].get<std::size_t>() + n];
      const bool fits = (pe[2] == input && pe[3] == weight) || (pe[2] == weight && pe[3] == input);
      wrong += !fits || pe[5] != pe[4].get<std::int64_t>() + input * weight;
      ++made[(m * trace["n"].get<std::size_t>() + n) * trace["k"].get<std::size_t>() + k];
    }
  }
  for (const int times : made) wrong += times != 1;
  return wrong;
}

Words words_of(const Shape& s) {
  const auto text = [](std::int64_t value) { return std::to_string(value); };
  return {"--rows", text(s.rows), "--cols", text(s.cols), "--m", text(s.m),
          "--n",    text(s.n),    "--k",    text(s.k),    "-d",  "all"};
}

json traces_of(Words words) {
  words.emplace_back("--json");
  const Outcome outcome = array(words);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return json::parse(outcome.out)["traces"];
}

void check_refused(const Words& words, const std::string& message) {
  const Outcome outcome = array(words);
  INFO(outcome.err);
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, Contains(message));
}

}  // namespace

TEST_CASE("Twenty shapes agree with the closed forms and with a plain product, in all dataflows") {
  const auto shape = GENERATE(
      values<Shape>({{1, 1, 1, 1, 1},  {1, 1, 3, 2, 4},   {4, 4, 6, 4, 4},  {4, 4, 4, 4, 4},
                     {4, 4, 1, 1, 1},  {4, 4, 5, 5, 5},   {4, 4, 8, 8, 8},  {4, 4, 9, 7, 6},
                     {2, 8, 5, 9, 3},  {8, 2, 5, 9, 3},   {3, 5, 7, 11, 2}, {5, 3, 2, 7, 11},
                     {1, 6, 4, 7, 9},  {6, 1, 4, 7, 9},   {7, 7, 20, 3, 3}, {7, 7, 3, 20, 3},
                     {7, 7, 3, 3, 20}, {16, 16, 8, 8, 8}, {8, 8, 17, 9, 1}, {3, 3, 1, 10, 10}}));
  const json traces = traces_of(words_of(shape));
  REQUIRE(traces.size() == 3);
  for (const json& trace : traces) {
    CAPTURE(trace["dataflow"], shape.rows, shape.cols, shape.m, shape.n, shape.k);
    CHECK(trace["cycles"] == table_cycles(trace["dataflow"], shape));
    CHECK(trace["closed_form"] == trace["cycles"]);
    CHECK(trace["beats"].size() == trace["cycles"].get<std::size_t>());
    CHECK(trace["folds"].back()["end"] == trace["cycles"]);
    CHECK(output_after_last_beat(trace) == plain_product(trace));
    CHECK(wrong_products(trace) == 0);
  }
}

TEST_CASE("What a real array adds shortens it, and the product stays right") {
  const Shape shape{4, 4, 9, 7, 10};
  const auto options = GENERATE(
      values<Words>({{"--double-buffer"},
                     {"--fold-overlap"},
                     {"--shorten-edges"},
                     {"--fold-overlap", "--double-buffer"},
                     {"--fold-overlap", "--double-buffer", "--shorten-edges", "--output-drain"}}));
  Words words = words_of(shape);
  words.insert(words.end(), options.begin(), options.end());
  for (const json& trace : traces_of(words)) {
    CAPTURE(trace["dataflow"], options);
    CHECK(trace["closed_form"] == trace["cycles"]);
    const bool drains = options.back() == "--output-drain";
    if (!drains) CHECK(trace["cycles"] <= table_cycles(trace["dataflow"], shape));
    CHECK(output_after_last_beat(trace) == plain_product(trace));
    CHECK(wrong_products(trace) == 0);
  }
}

TEST_CASE("array prints every beat, its folds and the closed form") {
  const Outcome outcome = array({});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("beat 1 of 16, fold 1 of 1 (k 0..3, n 0..3): preload") &&
                              Contains("beat 16 of 16") && Contains("leaves:  C[5,3] = ") &&
                              Contains("1 fold x (6 + 2*4 + 4 - 2) = 16") &&
                              Contains("24 of 24 elements equal the plain product"));
  CHECK(outcome.out.find('\033') == std::string::npos);
  CHECK_THAT(array({"--color", "always"}).out, Contains("\033["));
}

TEST_CASE("one beat, a comparison, and a summary where beats are many") {
  CHECK_THAT(array({"--cycle", "8"}).out,
             Contains("beat 8 of 16") && !Contains("beat 7 of 16") && !Contains("closed form"));
  CHECK_THAT(array({"-d", "all", "--k", "8"}).out,
             Contains("4 folds x (4 + 2*4 + 4 - 2) = 56") && Contains("input stationary"));
  CHECK_THAT(array({"--m", "50"}).out,
             Contains("60 beats; --cycle N shows one") && !Contains("beat 1 of 60"));
  CHECK_THAT(array({"-r", "32", "-c", "32", "--cycle", "40"}).out, Contains("# multiplies"));
}

TEST_CASE("the picture in the documentation is what the program draws") {
  const Folder folder;
  const std::string drawn = folder.path("drawn.svg");
  REQUIRE(array({"-d", "all", "--k", "6", "--cycle", "9", "--svg", drawn}).exit_code == 0);
  CHECK(file_text(drawn) == file_text(SYSTOLE_SOURCE_DIR "/docs/pictures/three_dataflows.svg"));
}

TEST_CASE("the seed decides the operands") {
  const auto inputs = [](const char* seed) { return traces_of({"--seed", seed})[0]["inputs"]; };
  CHECK(inputs("3") == inputs("3"));
  CHECK(inputs("3") != inputs("4"));
}

TEST_CASE("array refuses what it cannot show") {
  check_refused({"--rows", "65"}, "--rows: '65' is not an integer from 1 to 64");
  check_refused({"--m", "0"}, "--m: '0' is not an integer from 1 to 4096");
  check_refused({"-r", "64", "-c", "64", "--m", "4000"}, "give a smaller array or product");
  check_refused({"--cycle", "17"}, "--cycle: '17' is not an integer from 1 to 16");
  check_refused({"--step"}, "--step waits for keys, but this is no terminal");
  check_refused({"--step", "--cycle", "3"}, "cannot be given together");
  check_refused({"-d", "row"}, "'row' is not one of ws, os, is");
  check_refused({"-r", "16", "-c", "16", "--m", "1000", "--html", "/dev/null"}, "MB large");
}
