// Branches, loops and functions of the model itself.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

/// A Relu or a Tanh of x, by a condition.
Message branches(const std::string& condition) {
  const Message then_graph = GraphWriter().op("Relu", {"x"}, {"t"}).output("t").message();
  const Message else_graph = GraphWriter().op("Tanh", {"x"}, {"e"}).output("e").message();
  return node(
      "If", {condition}, {"y"},
      {graph_attribute("then_branch", then_graph), graph_attribute("else_branch", else_graph)});
}

}  // namespace

TEST_CASE("A condition that shapes decide takes its branch") {
  const auto [rank, kind] = GENERATE(table<std::int64_t, std::string>({{2, "relu"}, {3, "tanh"}}));
  GraphWriter graph;
  graph.input("x", {4, rank}).list("one", {1}).list("two", {2});
  graph.op("Shape", {"x"}, {"s"})
      .op("Gather", {"s", "one"}, {"d"})
      .op("Equal", {"d", "two"}, {"c"});
  graph.add(branches("c")).op("Exp", {"y"}, {"z"}).output("z");
  CHECK(kinds_of(read(graph)) == kind + " exp");
}

TEST_CASE("A condition that is an input of the model can be given") {
  GraphWriter graph;
  graph.input("x", {4, 2}).input("use_cache", {}, kBool).add(branches("use_cache")).output("y");
  CHECK(kinds_of(read(graph, with({{"use_cache", "0"}}))) == "tanh");
  CHECK(kinds_of(read(graph, with({{"use_cache", "1"}}))) == "relu");
  const Graph unknown = read(graph);
  CHECK(kinds_of(unknown) == "relu");
  REQUIRE(unknown.notes.size() == 1);
  CHECK_THAT(unknown.notes[0], Contains("then_branch is taken"));
}

TEST_CASE("Loops are left out with a note, and their outputs keep their shapes") {
  GraphWriter graph;
  graph.input("x", {4, 8}).input("n", {}, kInt64);
  const Message body = GraphWriter().op("Relu", {"v"}, {"w"}).output("w").message();
  graph.add(node("Loop", {"n", "", "x"}, {"y"}, {graph_attribute("body", body)}));
  const Graph result = read(graph.op("Exp", {"y"}, {"z"}).output("z"));
  CHECK(kinds_of(result) == "exp");
  CHECK(elements_of(result.operators[0], Operand::input) == 32);
  CHECK_THAT(result.notes.at(0), Contains("Loop") && Contains("left out"));
}

TEST_CASE("A function of the model stands for its body") {
  const Message attribute_reference = Message().bytes(1, "axis").bytes(21, "over");
  Message function;
  function.bytes(1, "Both").bytes(4, "a").bytes(5, "b").bytes(10, "mine");
  function.add(7, node("Relu", {"a"}, {"c"}));
  function.add(7, node("Softmax", {"c"}, {"b"}, {attribute_reference}));
  GraphWriter graph;
  graph.input("x", {2, 3, 4});
  graph.add(node("Both", {"x"}, {"y"}, {attribute("over", 1)}).bytes(7, "mine").bytes(3, "call"));
  const Graph result =
      read_bytes(file_of(graph.output("y")) + Message().add(25, function).content());
  REQUIRE(kinds_of(result) == "relu softmax");
  CHECK(work_of<Vector>(result.operators[1]).cols == 3);
}

TEST_CASE("A function that calls itself is refused") {
  Message function;
  function.bytes(1, "Again").bytes(4, "a").bytes(5, "b").bytes(10, "mine");
  function.add(7, node("Again", {"a"}, {"b"}).bytes(7, "mine"));
  GraphWriter graph;
  graph.input("x", {4}).add(node("Again", {"x"}, {"y"}).bytes(7, "mine")).output("y");
  CHECK_THAT(error_of_bytes(file_of(graph) + Message().add(25, function).content()),
             Contains("nest more than 16 deep"));
}

TEST_CASE("A branch without a body is refused") {
  GraphWriter graph;
  graph.input("c", {}, kBool).input("x", {4}).op("If", {"c"}, {"y"}).op("Relu", {"x"}, {"z"});
  CHECK_THAT(error_of(graph.output("z")), Contains("a branch is missing"));
}
