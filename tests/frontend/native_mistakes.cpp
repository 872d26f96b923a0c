// What the native reader refuses, and with which words.
#include <algorithm>

#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using Catch::Matchers::Contains;

namespace {

struct Mistake {
  std::string operators;
  std::string message;
};

}  // namespace

TEST_CASE("mistakes in an operator are reported at their very place") {
  const Mistake mistake = GENERATE(values<Mistake>({
      {"  - {name: a, kind: gemm, m: 1, n: 1}\n", "net.txt:4:5: operators[0].k: is missing"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, kount: 1, k: 1}\n",
       "net.txt:4:39: operators[0].kount: unknown key, did you mean 'count'?"},
      {"  - {name: a, kind: gem, m: 1}\n",
       "net.txt:4:21: operators[0].kind: unknown kind 'gem', did you mean 'gemm'?"},
      {"  - {name: a, m: 1}\n", "operators[0].kind: is missing"},
      {"  - {kind: relu, elements: 1}\n", "operators[0].name: is missing"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: sek*2}\n",
       "net.txt:4:42: operators[0].k: unknown parameter 'sek', did you mean 'seq'?"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: \"2*sek\"}\n", "net.txt:4:45: operators[0].k"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: max(1, 2)}\n",
       "expected ',' in 'max(1'; put an expression with a comma in quotes"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: seq/7}\n", "512 / 7 leaves a remainder"},
      {"  - {name: a, kind: gemm, m: 0, n: 1, k: 1}\n", "is 0, expected at least 1"},
      {"  - {name: a, kind: gemm, m: -1, n: 1, k: 1}\n", "is -1, expected at least 1"},
      {"  - {name: a, kind: gemm, m: 1000000000000000000, n: 1, k: 1}\n",
       "net.txt:4:5: a: m is 1000000000000000000, expected at most"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: [1]}\n",
       "expected an integer or an expression, got a list"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: }\n", "got nothing"},
      {"  - {name: a, kind: gemm, m: 1, m: 2, n: 1, k: 1}\n", "twice"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: 1, dtype: fp61}\n",
       "operators[0].dtype: unknown element type 'fp61', did you mean 'fp16'?"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: 1, dtype: {weights: fp16}}\n",
       "dtype.weights: unknown key, did you mean 'weight'?"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: 1, sparsity: half}\n", "expected N:M"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: 1, sparsity: 5:4}\n",
       "sparsity 5:4 is impossible"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: 1, measured_us: fast}\n", "measured_us: expected"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: 1, measured_us: -1}\n", "more than zero"},
      {"  - {name: a, kind: softmax}\n", "neither reads nor writes"},
      {"  - {name: a, kind: conv2d, height: 4, width: 4, channels: 1, filters: 1, filter: 5}\n",
       "filter height 5 is larger than the padded input height 4"},
      {"  - {name: a, kind: conv2d, height: 4, width: 4, channels: 3, filters: 2, filter: 1,\n"
       "     groups: 2}\n",
       "2 groups do not divide 3 channels"},
      {"  - {name: a, kind: conv2d, height: 4, width: 4, channels: 1, filters: 1,\n"
       "     filter: [1, 2, 3]}\n",
       "net.txt:5:14: operators[0].filter: a list of 3 values, expected [height, width]"},
      {"  - {name: a, kind: conv2d, height: 4, width: 4, channels: 1, filters: 1, filter: 1,\n"
       "     pad: [1, 2, 3]}\n",
       "net.txt:5:11: operators[0].pad: a list of 3 values, expected [height, width] or [top, "
       "left"},
      {"  - {name: a, kind: attention, heads: 8, kv_heads: 3, queries: 4, head_dim: 8}\n",
       "3 kv heads do not divide 8 heads"},
      {"  - {name: a, kind: grouped_gemm, n: 1, k: 1}\n", "operators[0].tokens: is missing"},
      {"  - {name: a, kind: grouped_gemm, n: 1, k: 1, tokens: 5, experts: 1000000000000}\n",
       "expected at most 2000000"},
      {"  - {name: a, kind: grouped_gemm, n: 1, k: 1, tokens: 5, experts: 2, top_k: 3}\n",
       "top_k: is 3 of 2 experts"},
      {"  - {name: a, kind: grouped_gemm, n: 1, k: 1, rows: []}\n", "has no groups"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: 1, epilogue: [relu, gemm]}\n",
       "operators[0].epilogue: unknown operation 'gemm'"},
      {"  - {name: a, kind: gemm, m: 1, n: 1, k: 1, weight: activations}\n",
       "'activations', expected parameter or activation"},
      {"  - {name: a, kind: softmax, rows: 4000000000, cols: 4000000000}\n", "64 bits"},
      {"  - {name: " + std::string(1001, 'a') + ", kind: relu, elements: 1}\n",
       "longer than 1000 bytes"},
      {"  - {name: a, kind: relu, elements: 1, after: b}\n", "no operator or block 'b' above"},
      {"  - {name: a, kind: relu, elements: 1, after: {a: b}}\n", "expected names of operators"},
      {"  - {name: abc, kind: relu, elements: 1}\n  - {name: b, kind: relu, elements: 1, after: "
       "adc}\n",
       "net.txt:5:47: operators[1].after: no operator or block 'adc' above this one, did you mean "
       "'abc'?"},
      {"  - {name: a, kind: relu, elements: 1}\n  - {name: a, kind: relu, elements: 1}\n",
       "net.txt:5:5: operators[1].name: a second operator 'a'"},
      {"  - {name: a, repeat: 3}\n", "operators[0].operators: is missing"},
      {"  - {name: a, repeat: 0, operators: [{name: b, kind: relu, elements: 1}]}\n",
       "repeat: is 0, expected at least 1"},
      {"  - {name: a, repeat: 3, operators: []}\n", "got an empty one"},
      {"  - {name: a, repeat: 2, kind: relu, operators: [{name: b, kind: relu, elements: 1}]}\n",
       "operators[0].kind: unknown key"},
      {"  - relu\n", "expected a map of keys, got 'relu'"},
      {"  {}\n", "expected a list of operators, got a map"},
  }));
  CAPTURE(mistake.operators);
  CHECK_THAT(error_of(native(mistake.operators)), Contains(mistake.message));
}

TEST_CASE("mistakes in the head of a file are reported") {
  const Mistake mistake = GENERATE(values<Mistake>({
      {"name: n\n", "operators: is missing"},
      {"name: n\noperators: []\n", "got an empty one"},
      {"name: [n]\noperators: [{name: a, kind: relu, elements: 1}]\n", "name: expected a text"},
      {"name: n\nopertors: []\n", "opertors: unknown key, did you mean 'operators'?"},
      {"name: n\nname: m\noperators: []\n", "net.txt:2:1: name: the key stands here twice"},
      {"name: n\nparameters: 5\noperators: []\n", "parameters: expected a map"},
      {"name: n\nparameters: {a-b: 5}\noperators: []\n", "parameters.a-b: not a name"},
      {"name: n\nparameters: {a: b, b: 1}\noperators: []\n", "unknown parameter 'b'"},
      {"name: n\nparameters: {a: 010}\noperators: []\n", "'010' is not an integer"},
      {"name: n\nnotes: {a: b}\noperators: []\n", "notes: expected a list of texts"},
      {"name: n\n  bad: [\n", "not well-formed YAML"},
      {"name: n\n---\nname: m\n", "a second document"},
  }));
  CAPTURE(mistake.operators);
  CHECK_THAT(error_of(mistake.operators), Contains(mistake.message));
}

TEST_CASE("all mistakes of a workload are reported in one go, those of a block once") {
  const std::string error = error_of(native(
      "  - {name: a, kind: gemm, m: 0, n: x, k: 1}\n  - {name: b, kind: relu, elements: -1}\n"
      "  - {name: c, repeat: 100, operators: [{name: d, kind: relu, elements: y}]}\n"));
  CHECK(std::count(error.begin(), error.end(), '\n') == 3);
}

TEST_CASE("a workload with too many operators is refused without writing them out") {
  const auto times = GENERATE(as<std::string>{}, "1000000", "1000000000000", "9000000000000000000");
  CHECK_THAT(error_of(native("  - {name: a, repeat: " + times +
                             ", operators: [{name: b, kind: relu, elements: 1}]}\n")),
             Contains("more than 100000 operators"));
}

TEST_CASE("repeats may not multiply groups without bound") {
  CHECK_THAT(
      error_of(native("  - {name: a, repeat: 1000, operators: [{name: b, kind: grouped_gemm, "
                      "tokens: 1000000, experts: 60000, n: 1, k: 1}]}\n")),
      Contains("more than 2000000 groups"));
}

TEST_CASE("nested repeats multiply and are bounded together") {
  std::string text = "{name: x, kind: relu, elements: 1}";
  for (int i = 0; i < 6; ++i) text = "{name: l, repeat: 1000, operators: [" + text + "]}";
  CHECK_THAT(error_of(native("  - " + text + "\n")), Contains("more than 100000 operators"));
}

TEST_CASE("deep nesting is refused") {
  const auto depth = GENERATE(9, 100, 100'000);
  std::string text;
  for (int i = 0; i < depth; ++i) text += "{name: l, operators: [";
  text += "{name: x, kind: relu, elements: 1}";
  for (int i = 0; i < depth; ++i) text += "]}";
  CHECK_THAT(error_of(native("  - " + text + "\n")), Contains("deep"));
}
