// Graphs that cannot be: each refused in words.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;
using Catch::Matchers::Contains;

TEST_CASE("Nodes out of order are put in order") {
  GraphWriter graph;
  graph.input("x", {4, 8}).weight("w", {8, 8});
  graph.op("MatMul", {"b", "w"}, {"y"}).op("Tanh", {"a"}, {"b"}).op("Relu", {"x"}, {"a"});
  const Graph result = read(graph.output("y"));
  CHECK(kinds_of(result) == "relu tanh gemm");
  CHECK(result.operators[2].depends_on == std::vector<std::size_t>{1});
}

TEST_CASE("A cycle is refused with the nodes in it") {
  GraphWriter graph;
  graph.input("x", {4});
  graph.op("Add", {"x", "c"}, {"a"}).op("Relu", {"a"}, {"b"}).op("Tanh", {"b"}, {"c"}).output("c");
  CHECK_THAT(error_of(graph),
             Contains("in a cycle") && Contains("Add -> 'a'") && Contains("Tanh -> 'c'"));
}

TEST_CASE("A node that reads itself is refused") {
  CHECK_THAT(error_of(GraphWriter().input("x", {4}).op("Add", {"x", "y"}, {"y"}).output("y")),
             Contains("in a cycle"));
}

TEST_CASE("Two nodes with one output are refused") {
  GraphWriter graph = single("Relu", {4});
  CHECK_THAT(error_of(graph.op("Tanh", {"x"}, {"y"})),
             Contains("value 'y' is the output of two nodes, Relu -> 'y' and Tanh -> 'y'"));
}

TEST_CASE("An input that nothing makes is refused") {
  CHECK_THAT(error_of(GraphWriter().input("x", {4}).op("Add", {"x", "ghost"}, {"y"}).output("y")),
             Contains("Add -> 'y': reads 'ghost', which is no input"));
}

TEST_CASE("An operator without the inputs it needs is refused") {
  CHECK_THAT(error_of(GraphWriter().input("x", {4, 4}).op("MatMul", {"x"}, {"y"}).output("y")),
             Contains("MatMul -> 'y': input 1 is missing"));
  CHECK_THAT(error_of(GraphWriter().input("x", {4}).op("Relu", {}, {"y"}).output("y")),
             Contains("input 0 is missing"));
}

TEST_CASE("An output that no node makes is refused") {
  CHECK_THAT(error_of(single("Relu", {4}).output("z")),
             Contains("output 'z' is computed by no node"));
}

TEST_CASE("A model without a node that does anything is refused") {
  CHECK_THAT(error_of(single("Identity", {4})), Contains("the workload has no operators"));
}

TEST_CASE("Every mistake is reported, and none that follows from another") {
  GraphWriter graph;
  graph.input("x", {4, 8}).weight("w", {9, 2}).weight("v", {7, 3});
  graph.op("MatMul", {"x", "w"}, {"a"}).op("Relu", {"a"}, {"b"}).op("MatMul", {"x", "v"}, {"c"});
  graph.op("Add", {"b", "c"}, {"y"}).output("y");
  const std::string message = error_of(graph);
  CHECK_THAT(message, Contains("MatMul -> 'a'") && Contains("MatMul -> 'c'"));
  CHECK_THAT(message, !Contains("Relu") && !Contains("Add"));
}

TEST_CASE("Shapes that cannot be are refused") {
  CHECK_THAT(
      error_of(
          GraphWriter().input("x", {4}).weight("w", {-4}).op("Add", {"x", "w"}, {"y"}).output("y")),
      Contains("w: shape [-4]"));
  GraphWriter reshape;
  reshape.input("x", {4, 6}).list("to", {5, -1}).op("Reshape", {"x", "to"}, {"y"}).output("y");
  CHECK_THAT(error_of(reshape), Contains("24 elements [4, 6] do not fit [5, 4]"));
  GraphWriter twice;
  twice.input("x", {4, 6}).list("to", {-1, -1}).op("Reshape", {"x", "to"}, {"y"}).output("y");
  CHECK_THAT(error_of(twice), Contains("two axes of -1"));
  CHECK_THAT(error_of(single("Softmax", {4, 6}, {attribute("axis", 2)})),
             Contains("axis 2 of a tensor with 2 axes"));
  CHECK_THAT(error_of(single("Transpose", {4, 6}, {attribute("perm", Dims{0, 0})})),
             Contains("perm is no permutation"));
}

TEST_CASE("Unknown operators are costed as movement, with one note a kind") {
  GraphWriter graph;
  graph.input("x", {4, 8}).op("Mystery", {"x"}, {"a"}).op("Mystery", {"a"}, {"b"});
  const Graph result = read(graph.op("Relu", {"b"}, {"y"}).output("y"));
  CHECK(kinds_of(result) == "unknown unknown relu");
  CHECK(result.operators[0].source_kind == "Mystery");
  CHECK(elements_of(result.operators[0], Operand::output) == 32);
  CHECK(result.notes == std::vector<std::string>{
                            "Mystery (2x) is not known: costed as the movement of its elements"});
}

TEST_CASE("Names that are missing or occur twice become names that tell operators apart") {
  GraphWriter graph;
  graph.input("x", {4});
  graph.add(node("Relu", {"x"}, {"a"}).bytes(3, "same"));
  graph.add(node("Tanh", {"a"}, {"b"}).bytes(3, "same"));
  const Graph result = read(graph.op("Exp", {"b"}, {"y"}).output("y"));
  CHECK(result.operators.at(0).name == "same");
  CHECK(result.operators.at(1).name == "same#2");
  CHECK(result.operators.at(2).name == "y");
}

TEST_CASE("Dependencies hold through what is free") {
  GraphWriter graph;
  graph.input("x", {4, 8}).list("flat", {32}).list("back", {8, 4});
  graph.op("Relu", {"x"}, {"a"})
      .op("Reshape", {"a", "flat"}, {"b"})
      .op("Reshape", {"b", "back"}, {"c"});
  graph.op("Identity", {"c"}, {"d"}).op("Tanh", {"x"}, {"e"}).op("Sin", {"d"}, {"y"});
  const Graph result = read(graph.output("y").output("e"));
  REQUIRE(kinds_of(result) == "relu tanh elementwise");
  CHECK(result.operators[2].depends_on == std::vector<std::size_t>{0});
  CHECK(result.operators[1].depends_on.empty());
}
