// Damaged inputs: whatever a reader is given, it answers with a valid graph or a UserError, soon.
#include <random>

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "helpers.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::workload;

namespace {

/// Small edits of a text that a keyboard, a disk or an editor might make.
class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::string mutated(std::string text) {
    const std::size_t edits = 1 + below(6);
    for (std::size_t i = 0; i < edits; ++i) edit(text);
    return text;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  void edit(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = std::min(below(20), text.size() - at);
    switch (below(6)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(below(text.size() + 1), text.substr(at, length));
        break;
      case 2:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 3:
        text.replace(at, length, token());
        break;
      case 4:
        text.insert(at, token());
        break;
      default:
        text.resize(at);
    }
  }

  std::string token() {
    static const std::vector<std::string> kTokens{"-1",
                                                  "0",
                                                  "1e18",
                                                  "9223372036854775807",
                                                  "010",
                                                  "*",
                                                  "/0",
                                                  "((((",
                                                  "- ",
                                                  "{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  ":",
                                                  ": ",
                                                  ",",
                                                  ",,,,",
                                                  "\n",
                                                  "\r",
                                                  "\t",
                                                  "#",
                                                  "&a ",
                                                  "*a",
                                                  "!!int ",
                                                  "|",
                                                  ">",
                                                  "%",
                                                  "'",
                                                  "\"",
                                                  "repeat: 1000000000",
                                                  "operators: ",
                                                  "after: []",
                                                  "2:4",
                                                  "DP",
                                                  "\xEF\xBB\xBF",
                                                  "~"};
    return kTokens[below(kTokens.size())];
  }

  std::mt19937 random_;
};

/// Everything that a later floor asks of a graph must work.
void use(const Graph& graph) {
  Diagnostics diagnostics;
  validate(graph, diagnostics);
  CHECK(diagnostics.errors().empty());
  CHECK(macs_of(graph) >= 0);
  for (const Operator& op : graph.operators) {
    for (const Operand operand : kOperands) {
      if (elements_of(op, operand) < 0) FAIL("negative elements in " << op.name);
    }
  }
}

/// Reads `rounds` damaged copies; anything but a UserError fails the test. Returns how many were
/// still valid.
int read_damaged(const std::string& original, int rounds, std::uint32_t seed) {
  use(read(original));
  Mutator mutator(seed);
  int valid = 0;
  for (int i = 0; i < rounds; ++i) {
    const std::string text = mutator.mutated(original);
    try {
      use(read(text));
      ++valid;
    } catch (const UserError& error) {
      if (std::string(error.what()).empty()) FAIL("an error without words");
    } catch (const std::exception& error) {
      FAIL("not a UserError: " << error.what() << "\n" << text);
    }
  }
  return valid;
}

const std::string kTopology =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
    "Strides,\r\nConv1,224,224,7,7,3,64,2,\r\nDP_2,56,56,3,3,64,1,1,2:4,\r\n\r\nFC,1,1,1,1,512,"
    "1000,1,,,7\r\n";

const std::string kGemms = "Layer,M,N,K,\nqkv,1024,2304,768,\n# note\nout,1024,768,768,1:2,\n";

}  // namespace

TEST_CASE("damaged topologies give a graph or a UserError") {
  CHECK(read_damaged(kTopology, 4000, 1) > 0);
  CHECK(read_damaged(kGemms, 4000, 2) > 0);
}

TEST_CASE("damaged native workloads give a graph or a UserError") {
  for (const std::string name : {"transformer_block", "llama3_8b_layer", "mobilenet_v1"}) {
    const std::string text = read_file(find_data_file("workloads", name));
    CHECK(read_damaged(text, 700, 3) > 0);
  }
}

TEST_CASE("damaged expressions and blocks give a graph or a UserError") {
  const std::string text =
      "name: n\nparameters: {a: 4, b: a*2}\ndtype: fp16\noperators:\n"
      "- {name: g, kind: gemm, m: \"ceil_div(a,3)\", n: (a+b)*2, k: \"max(a,b)\"}\n"
      "- {name: l, repeat: b/a, operators: [{name: p, kind: add, read: 2*a, written: a}]}\n"
      "- {name: c, kind: conv2d, height: 8, width: 8, channels: 2, filters: 2, filter: [1, 3],\n"
      "   groups: 2, sparsity: 1:2, measured_us: 3.5, after: [l1.p, g]}\n";
  CHECK(read_damaged(text, 4000, 4) > 0);
}

TEST_CASE("random bytes give a UserError") {
  std::mt19937 random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string text(random() % 200, ' ');
    for (char& c : text) c = static_cast<char>(random() % 256);
    CHECK_THROWS_AS(read(text), UserError);
  }
}
