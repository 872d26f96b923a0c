// Rotary positions written out in primitives are one operator.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;

namespace {

const std::vector<Message> kLast{attribute("axis", -1)};

/// Queries as heads, and the tables of their positions.
GraphWriter turned_heads() {
  GraphWriter graph;
  graph.input("x", {1, 50, 32, 128}).input("cos", {1, 1, 50, 128}).input("sin", {1, 1, 50, 128});
  graph.op("Transpose", {"x"}, {"q"}, {attribute("perm", Dims{0, 2, 1, 3})});
  return graph;
}

/// Halves of `x` along the last axis, of which one is `first` and the other `second`.
void slice(GraphWriter& graph, const std::string& x, std::int64_t size) {
  graph.list("none", {0}).list("half", {size / 2}).list("all", {size}).list("last", {3});
  graph.op("Slice", {x, "none", "half", "last"}, {"first"});
  graph.op("Slice", {x, "half", "all", "last"}, {"second"});
}

/// x * cos + (-second, first) * sin.
void add_turned(GraphWriter& graph, const std::string& x, const std::string& result) {
  graph.op("Neg", {"second"}, {"minus"}).op("Concat", {"minus", "first"}, {"turned"}, kLast);
  graph.op("Mul", {x, "cos"}, {"a"}).op("Mul", {"turned", "sin"}, {"b"});
  graph.op("Add", {"a", "b"}, {result});
}

/// Llama and its like.
GraphWriter with_slices() {
  GraphWriter graph = turned_heads();
  slice(graph, "q", 128);
  add_turned(graph, "q", "y");
  return graph.output("y");
}

GraphWriter with_a_split() {
  GraphWriter graph = turned_heads();
  graph.list("halves", {64, 64}).op("Split", {"q", "halves"}, {"first", "second"}, kLast);
  graph.op("Neg", {"second"}, {"minus"}).op("Concat", {"minus", "first"}, {"turned"}, kLast);
  graph.op("Mul", {"sin", "turned"}, {"b"}).op("Mul", {"cos", "q"}, {"a"});
  return graph.op("Add", {"b", "a"}, {"y"}).output("y");
}

/// GPT-J: neighbours are turned against each other.
GraphWriter interleaved() {
  GraphWriter graph = turned_heads();
  graph.list("none", {0}).list("one", {1}).list("all", {128}).list("last", {3}).list("two", {2});
  graph.list("end", {4}).list("flat", {1, 32, 50, 128});
  graph.op("Slice", {"q", "none", "all", "last", "two"}, {"first"});
  graph.op("Slice", {"q", "one", "all", "last", "two"}, {"second"})
      .op("Neg", {"second"}, {"minus"});
  graph.op("Unsqueeze", {"minus", "end"}, {"m"}).op("Unsqueeze", {"first", "end"}, {"f"});
  graph.op("Concat", {"m", "f"}, {"pairs"}, kLast).op("Reshape", {"pairs", "flat"}, {"turned"});
  graph.op("Mul", {"q", "cos"}, {"a"}).op("Mul", {"turned", "sin"}, {"b"});
  return graph.op("Add", {"a", "b"}, {"y"}).output("y");
}

/// Each half by itself.
GraphWriter by_halves() {
  GraphWriter graph = turned_heads();
  graph.input("c", {1, 1, 50, 64}).input("s", {1, 1, 50, 64});
  graph.list("halves", {64, 64}).op("Split", {"q", "halves"}, {"first", "second"}, kLast);
  graph.op("Mul", {"first", "c"}, {"fc"}).op("Mul", {"second", "s"}, {"ss"});
  graph.op("Mul", {"second", "c"}, {"sc"}).op("Mul", {"first", "s"}, {"fs"});
  graph.op("Sub", {"fc", "ss"}, {"r"}).op("Add", {"sc", "fs"}, {"i"});
  return graph.op("Concat", {"r", "i"}, {"y"}, kLast).output("y");
}

/// GPT-NeoX: the first quarter of each head turns, the rest is joined to it.
GraphWriter in_part() {
  GraphWriter graph;
  graph.input("x", {1, 50, 32, 128}).input("cos", {1, 1, 50, 32}).input("sin", {1, 1, 50, 32});
  graph.op("Transpose", {"x"}, {"q"}, {attribute("perm", Dims{0, 2, 1, 3})});
  graph.list("quarter", {32}).list("size", {128});
  slice(graph, "part", 32);
  graph.op("Slice", {"q", "none", "quarter", "last"}, {"part"});
  graph.op("Slice", {"q", "quarter", "size", "last"}, {"rest"});
  add_turned(graph, "part", "moved");
  return graph.op("Concat", {"moved", "rest"}, {"y"}, kLast).output("y");
}

}  // namespace

TEST_CASE("Rotary positions in the exporters' spellings are one operator") {
  const GraphWriter graph =
      GENERATE(with_slices(), with_a_split(), interleaved(), by_halves(), in_part());
  const Graph result = read(graph);
  REQUIRE(kinds_of(result) == "rotary");
  const auto work = work_of<Vector>(result.operators[0]);
  CHECK(work.rows == 50 * 32);
  CHECK(work.cols == 128);
  CHECK(work.elements_read == 50 * 32 * 128);
  CHECK(work.elements_written == 50 * 32 * 128);
}

TEST_CASE("As written, rotary positions are their parts") {
  CHECK(kinds_of(read(with_slices(), as_written())) ==
        "transpose elementwise copy multiply multiply add");
}

TEST_CASE("What turns nothing against itself is no rotation") {
  GraphWriter graph = turned_heads();
  graph.input("other", {1, 32, 50, 128});
  slice(graph, "other", 128);
  add_turned(graph, "q", "y");
  CHECK(kinds_of(read(graph.output("y"))).find("rotary") == std::string::npos);
}

TEST_CASE("Parts that the model gives out are not hidden in a rotation") {
  GraphWriter graph = with_slices();
  CHECK(kinds_of(read(graph.output("turned"))).find("rotary") == std::string::npos);
}

TEST_CASE("A causal attention over turned queries and keys is three operators") {
  GraphWriter graph;
  graph.input("cos", {50, 64}).input("sin", {50, 64}).list("none", {0}).list("half", {32});
  graph.list("all", {64}).list("last", {3});
  for (const std::string x : {"q", "k", "v"}) {
    graph.input(x, {1, 50, 8, 64});
    graph.op("Transpose", {x}, {x + "h"}, {attribute("perm", Dims{0, 2, 1, 3})});
  }
  for (const std::string x : {"qh", "kh"}) {
    graph.op("Slice", {x, "none", "half", "last"}, {x + "1"});
    graph.op("Slice", {x, "half", "all", "last"}, {x + "2"}).op("Neg", {x + "2"}, {x + "n"});
    graph.op("Concat", {x + "n", x + "1"}, {x + "t"}, kLast);
    graph.op("Mul", {x, "cos"}, {x + "c"}).op("Mul", {x + "t", "sin"}, {x + "s"});
    graph.op("Add", {x + "c", x + "s"}, {x + "r"});
  }
  graph.op("Transpose", {"khr"}, {"kt"}, {attribute("perm", Dims{0, 1, 3, 2})});
  graph.list("shape", {50, 50});
  graph.op("ConstantOfShape", {"shape"}, {"full"},
           {tensor_attribute("value", tensor("", kFloat, {1}, raw(std::vector<float>{-1e9F})))});
  graph.initializer(tensor("one", kInt64, {}, raw(Dims{1})));
  graph.op("Trilu", {"full", "one"}, {"mask"}).op("MatMul", {"qhr", "kt"}, {"s"});
  graph.op("Add", {"s", "mask"}, {"m"})
      .op("Softmax", {"m"}, {"p"})
      .op("MatMul", {"p", "vh"}, {"y"});
  const Graph result = read(graph.output("y"));
  REQUIRE(kinds_of(result) == "rotary rotary attention");
  CHECK(work_of<Attention>(result.operators[2]).causal);
}
