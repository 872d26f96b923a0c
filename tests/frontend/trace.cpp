// JSON Lines traces: what is read, and where mistakes are found.
#include "frontend/trace.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

const std::string kHeader = "{\"systole_trace\": 1, \"name\": \"step\"}\n";

/// A line with one operator; `more` follows its keys.
std::string relu(const std::string& name, const std::string& more = "") {
  return R"({"name": ")" + name + R"(", "kind": "relu", "elements": 8)" + more + "}\n";
}

}  // namespace

TEST_CASE("a trace has a header and one operator a line, each after the one before") {
  const Graph graph = read(
      std::string(
          R"({"systole_trace": 1, "name": "step", "dtype": "bf16", "parameter_count": 5, "notes": ["n"]})") +
      "\n\n" + R"({"name": "mm", "kind": "gemm", "m": 2, "n": 3, "k": 4, "measured_us": 12.5})" +
      "\r\n" + relu("act") + relu("side", R"(, "after": [])") +
      relu("end", R"(, "after": ["side", "act", "side"], "source": "\u00e9")"));
  CHECK(graph.name == "step");
  CHECK(graph.parameters == 5);
  CHECK(graph.notes == std::vector<std::string>{"n"});
  REQUIRE(graph.operators.size() == 4);
  CHECK(gemm_of(graph.operators[0]) == Gemm{1, 2, 3, 4});
  CHECK(graph.operators[0].weight_dtype == DType::bf16);
  CHECK(graph.operators[0].measured_seconds == 12.5e-6);
  CHECK(graph.operators[1].depends_on == std::vector<std::size_t>{0});
  CHECK(graph.operators[2].depends_on.empty());
  CHECK(graph.operators[3].depends_on == std::vector<std::size_t>{2, 1});
  CHECK(graph.operators[3].source_kind == "\xC3\xA9");
  CHECK(graph.operators[3].place.line == 6);
}

TEST_CASE("mistakes in a trace are reported with line and column") {
  struct Mistake {
    std::string lines;
    std::string message;
  };
  const Mistake mistake = GENERATE(values<Mistake>({
      {R"({"name": "a", "kind": "gem"})",
       "net.txt:2:23: kind: unknown kind 'gem', did you mean 'gemm'?"},
      {R"({"name": "a", "kind": "relu", "elemnts": 5})",
       "net.txt:2:31: elemnts: unknown key, did you mean 'elements'?"},
      {R"({"name": "a", "kind": "relu", "elements": 5)",
       "net.txt:2:44: not well-formed JSON: expected , or }"},
      {R"({"name": "a" "kind": "relu"})", "net.txt:2:14: not well-formed JSON: expected , or }"},
      {R"({"name": "a", "kind": "relu", "elements": 05})", "expected a value, got '05'"},
      {R"({"name": "a", "kind": "relu", "elements": 5.5})", "'5.5' is not an integer"},
      {R"({"name": "a", "kind": "relu", "elements": 5} x)",
       "net.txt:2:46: not well-formed JSON: expected nothing more"},
      {R"({"name": "a", "name": "b", "kind": "relu", "elements": 5})",
       "net.txt:2:15: name: the key stands here twice"},
      {R"({"kind": "relu", "elements": 5})", "net.txt:2:1: name: is missing"},
      {R"(["a"])", "expected a map of keys, got a list"},
      {R"({"name": "a\ud800", "kind": "relu", "elements": 5})", "half of a surrogate pair"},
      {relu("aa") + relu("b", R"(, "after": "ab")"),
       "net.txt:3:55: after: no operator 'ab' above this line, did you mean 'aa'?"},
      {relu("a") + relu("a"), "net.txt:3:1: name: a second operator 'a'"},
      {"\xFF", "net.txt:2:1: not valid UTF-8"},
      {"", "the workload has no operators"},
  }));
  CAPTURE(mistake.lines);
  CHECK_THAT(error_of(kHeader + mistake.lines), Contains(mistake.message));
}

TEST_CASE("a trace of another version, with parameters or without an end is refused") {
  CHECK_THAT(error_of("{\"systole_trace\": 2}\n" + relu("a")),
             Contains("this program reads version 1"));
  ReadOptions options;
  options.parameters["batch"] = "2";
  CHECK_THAT(error_of(kHeader + relu("a"), options), Contains("a trace has no parameters"));
  CHECK_THAT(error_of(kHeader + std::string(5 << 20, ' ')), Contains("longer than 4 MiB"));
  CHECK_THAT(error_of(kHeader + std::string(100'000, '[')), Contains("levels deep"));
}

TEST_CASE("every mistake of a trace is reported, up to a hundred") {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "{\"name\": 1}\n";
  const std::string error = error_of(kHeader + lines);
  const auto count = std::count(error.begin(), error.end(), '\n');
  CHECK(count >= 99);
  CHECK(count <= 110);
}
