// Views, shape arithmetic, movement, reductions.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

/// A Relu at the end tells the shape that reached it: rows x cols has no place for it, so the
/// number of elements must do, and a product after it for the last axis.
std::int64_t elements_at_end(GraphWriter graph, const std::string& value, std::int64_t opset = 17) {
  graph.op("Sin", {value}, {"end"}).output("end");
  const Graph result = read(graph, as_written(), opset);
  return elements_of(result.operators.back(), Operand::output);
}

}  // namespace

TEST_CASE("Exporters' arithmetic on shapes is free and exact") {
  GraphWriter graph;
  graph.input("x", {6, 197, 768}).list("one", {1}).list("three", {3}).list("last", {-1});
  graph.op("Shape", {"x"}, {"s"});
  graph.op("Gather", {"s", "last"}, {"width"});
  graph.op("Div", {"width", "three"}, {"third"});
  graph.op("Mul", {"third", "one"}, {"end"});
  graph.op("Slice", {"x", "one", "end", "last"}, {"part"});
  graph.op("Concat", {"last", "end"}, {"target"}, {attribute("axis", 0)});
  graph.list("zero", {0}).list("full", {256});
  graph.op("Slice", {"x", "zero", "full", "last"}, {"whole"});
  graph.op("Reshape", {"whole", "target"}, {"rows"});
  graph.op("ReduceSum", {"rows", "last"}, {"y"}).output("y");
  const Graph result = read(graph);
  REQUIRE(kinds_of(result) == "reduce");
  const auto work = work_of<Vector>(result.operators[0]);
  CHECK(work.rows == 6 * 197);
  CHECK(work.cols == 256);
}

TEST_CASE("A reshape keeps axes of 0 and finds the one of -1") {
  GraphWriter graph;
  graph.input("x", {2, 3, 4, 5}).list("to", {0, -1, 10}).list("axes", {1});
  graph.op("Reshape", {"x", "to"}, {"r"})
      .op("ReduceMax", {"r"}, {"y"}, {attribute("axes", Dims{1})});
  const Graph result = read(graph.output("y"));
  CHECK(work_of<Vector>(result.operators.at(0)).cols == 6);
}

TEST_CASE("Squeeze, unsqueeze and flatten take axes in either version's place") {
  GraphWriter old;
  old.input("x", {1, 3, 1, 5});
  old.op("Squeeze", {"x"}, {"a"}, {attribute("axes", Dims{0, -2})});
  old.op("Unsqueeze", {"a"}, {"b"}, {attribute("axes", Dims{2})});
  old.op("Flatten", {"b"}, {"c"});
  CHECK(elements_at_end(old, "c", 11) == 15);
  GraphWriter now;
  now.input("x", {1, 3, 1, 5}).list("axes", {0, 2});
  now.op("Squeeze", {"x", "axes"}, {"a"}).op("Squeeze", {"x"}, {"b"});
  now.op("Add", {"a", "b"}, {"c"});  // both 3 x 5, or they would not add
  CHECK(elements_at_end(now, "c") == 15);
}

TEST_CASE("Slices cut as Python cuts lists") {
  const auto [start, end, step, count] = GENERATE(
      table<std::int64_t, std::int64_t, std::int64_t, std::int64_t>({{0, INT64_MAX, 1, 10},
                                                                     {-3, INT64_MAX, 1, 3},
                                                                     {2, -2, 3, 2},
                                                                     {-1, INT64_MIN, -1, 10},
                                                                     {8, 2, -2, 3},
                                                                     {5, 5, 1, 0},
                                                                     {INT64_MIN, 4, 1, 4},
                                                                     {100, 200, 1, 0}}));
  CAPTURE(start, end, step);
  GraphWriter graph;
  graph.input("x", {10, 7}).list("s", {start}).list("e", {end}).list("a", {0}).list("t", {step});
  graph.op("Slice", {"x", "s", "e", "a", "t"}, {"y"}).weight("w", {3, 7});
  graph.op("Concat", {"y", "w"}, {"z"}, {attribute("axis", 0)});
  CHECK(elements_at_end(graph, "z") == (count + 3) * 7);
}

TEST_CASE("Concat, tile, pad and transpose move elements; split and slice do not") {
  GraphWriter graph;
  graph.input("x", {4, 6}).list("repeats", {2, 3}).list("pads", {1, 0, 0, 2});
  graph.op("Split", {"x"}, {"a", "b"}, {attribute("axis", 1)});
  graph.op("Concat", {"b", "a"}, {"c"}, {attribute("axis", 1)});
  graph.op("Tile", {"c", "repeats"}, {"t"});
  graph.op("Pad", {"t", "pads"}, {"p"});
  graph.op("Transpose", {"p"}, {"y"}).output("y");
  const Graph result = read(graph);
  CHECK(kinds_of(result) == "copy copy copy transpose");
  CHECK(elements_of(result.operators[0], Operand::output) == 24);
  CHECK(elements_of(result.operators[1], Operand::output) == 144);
  CHECK(elements_of(result.operators[2], Operand::output) == 9 * 20);
}

TEST_CASE("PyTorch's way of turning pads around is followed") {
  GraphWriter graph;
  graph.input("x", {1, 3, 10, 10}).list("pads", {1, 2, 3, 4}).list("rest", {0, 0, 0, 0});
  graph.op("Concat", {"pads", "rest"}, {"c"}, {attribute("axis", 0)}).list("pairs", {-1, 2});
  graph.op("Reshape", {"c", "pairs"}, {"r"})
      .list("zero", {0})
      .list("last", {-1})
      .list("low", {INT64_MIN + 1});
  graph.op("Slice", {"r", "last", "low", "zero", "last"}, {"s"});
  graph.op("Transpose", {"s"}, {"t"}, {attribute("perm", Dims{1, 0})});
  graph.op("Reshape", {"t", "last"}, {"p"}).op("Pad", {"x", "p"}, {"y"});
  // Width gains 1 + 2, height 3 + 4; a product with a weight of 13 rows fits the width alone.
  graph.weight("w", {13, 1}).op("MatMul", {"y", "w"}, {"z"}).output("z");
  const Graph result = read(graph);
  CHECK(elements_of(result.operators.at(0), Operand::output) == 3 * 17 * 13);
  CHECK(work_of<Gemm>(result.operators.at(1)).m == 3 * 17);
}

TEST_CASE("Axes of one element move for nothing") {
  GraphWriter graph;
  graph.input("x", {197, 1, 768});
  graph.op("Transpose", {"x"}, {"t"}, {attribute("perm", Dims{1, 0, 2})});
  graph.op("Relu", {"t"}, {"y"}).output("y");
  CHECK(kinds_of(read(graph)) == "relu");
}

TEST_CASE("Rows of a parameter are an embedding, of anything else a gather") {
  GraphWriter graph;
  graph.input("ids", {2, 10}, kInt64).weight("table", {50257, 768});
  graph.op("Gather", {"table", "ids"}, {"x"}).op("Gather", {"x", "ids"}, {"y"}).output("y");
  const Graph result = read(graph);
  CHECK(kinds_of(result) == "embedding gather");
  CHECK(elements_of(result.operators[0], Operand::output) == 20 * 768);
  CHECK(elements_of(result.operators[0], Operand::input) == 20 * 768 + 20);
  CHECK(result.parameters == 50257 * 768);
}

TEST_CASE("One known index is a view") {
  GraphWriter graph;
  graph.input("x", {1, 197, 768}).initializer(tensor("i", kInt64, {}, raw(Dims{0})));
  graph.op("Gather", {"x", "i"}, {"y"}, {attribute("axis", 1)}).op("Relu", {"y"}, {"z"});
  CHECK(kinds_of(read(graph.output("z"))) == "relu");
}

TEST_CASE("Reductions keep their axes or not, in either version's place") {
  CHECK(elements_at_end(single("ReduceMean", {2, 3, 4}, {attribute("axes", Dims{-1})}), "y") == 6);
  CHECK(elements_at_end(single("ReduceSum", {2, 3, 4}, {attribute("keepdims", 0)}), "y") == 1);
  CHECK(elements_at_end(single("ArgMax", {2, 3, 4}, {attribute("axis", 1)}), "y") == 8);
}

TEST_CASE("TopK keeps k of its axis") {
  GraphWriter graph;
  graph.input("x", {8, 1000}).list("k", {5});
  graph.op("TopK", {"x", "k"}, {"values", "indices"}).output("values");
  const Graph result = read(graph);
  CHECK(kinds_of(result) == "top_k");
  CHECK(elements_of(result.operators[0], Operand::output) == 2 * 40);
  graph.list("more", {1001}).op("TopK", {"x", "more"}, {"v", "i"});
  CHECK_THAT(error_of(graph), Contains("the 1001 largest of 1000"));
}

TEST_CASE("Pooling counts its windows") {
  const Graph result =
      read(single("MaxPool", {1, 64, 112, 112},
                  {attribute("kernel_shape", Dims{3, 3}), attribute("strides", Dims{2, 2}),
                   attribute("pads", Dims{1, 1, 1, 1})}));
  const auto work = work_of<Vector>(result.operators.at(0));
  CHECK(work.kind == VectorKind::pooling);
  CHECK(work.rows == 64 * 56 * 56);
  CHECK(work.cols == 9);
}

TEST_CASE("ceil_mode opens one more window, but none that starts in the padding") {
  const auto outputs = [](std::int64_t size, std::int64_t pad) {
    return elements_at_end(
        single("MaxPool", {1, 1, size},
               {attribute("kernel_shape", Dims{3}), attribute("strides", Dims{2}),
                attribute("pads", Dims{pad, pad}), attribute("ceil_mode", 1)}),
        "y");
  };
  CHECK(outputs(110, 0) == 55);
  CHECK(outputs(6, 1) == 4);
  CHECK(elements_at_end(single("MaxPool", {1, 1, 4},
                               {attribute("kernel_shape", Dims{1}), attribute("strides", Dims{3}),
                                attribute("pads", Dims{0, 2}), attribute("ceil_mode", 1)}),
                        "y") == 2);
}

TEST_CASE("Resize takes sizes or scales") {
  GraphWriter graph;
  graph.input("x", {1, 3, 10, 20});
  graph.initializer(tensor("scales", kFloat, {4}, raw(std::vector<float>{1, 1, 2, 1.5F})));
  graph.list("sizes", {1, 3, 7, 9});
  graph.op("Resize", {"x", "", "scales"}, {"a"}).op("Resize", {"a", "", "", "sizes"}, {"b"});
  CHECK(elements_at_end(graph, "a") == 3 * 20 * 30);
  CHECK(elements_at_end(graph, "b") == 3 * 7 * 9);
}

TEST_CASE("Elements are broadcast as numpy does, or refused") {
  GraphWriter graph;
  graph.input("a", {2, 1, 5}).input("b", {3, 1}).op("Mul", {"a", "b"}, {"y"});
  CHECK(elements_at_end(graph, "y") == 30);
  GraphWriter wrong;
  wrong.input("a", {2, 4}).input("b", {3}).op("Add", {"a", "b"}, {"y"}).output("y");
  CHECK_THAT(error_of(wrong), Contains("shapes [2, 4] and [3] do not broadcast"));
}

TEST_CASE("Before version 13 a softmax runs over everything from its axis on") {
  const GraphWriter graph = single("Softmax", {2, 3, 4}, {attribute("axis", 1)});
  CHECK(work_of<Vector>(read(graph, {}, 12).operators.at(0)).cols == 12);
  CHECK(work_of<Vector>(read(graph, {}, 13).operators.at(0)).cols == 3);
}

TEST_CASE("What depends on weights alone is not part of a run") {
  GraphWriter graph;
  graph.input("x", {4, 8}).weight("w", {16, 8}).op("Transpose", {"w"}, {"t"});
  graph.op("Tanh", {"t"}, {"u"}).op("MatMul", {"x", "u"}, {"y"}).output("y");
  const Graph result = read(graph);
  CHECK(kinds_of(result) == "gemm");
  CHECK(result.operators[0].weight_role == WeightRole::parameter);
  CHECK(result.parameters == 128);
}

TEST_CASE("A shape that only the running model knows is taken from the file, or refused") {
  GraphWriter graph;
  graph.input("x", {4, 6}).input("to", {2}, kInt64);
  graph.op("Reshape", {"x", "to"}, {"r"}).op("Relu", {"r"}, {"y"}).output("y");
  CHECK_THAT(error_of(graph), Contains("Reshape -> 'r': shape (input 1) is not known"));
  graph.shape_of("r", {8, 3});
  CHECK(kinds_of(read(graph)) == "relu");
}

TEST_CASE("Nothing is done on empty tensors") {
  GraphWriter graph;
  graph.input("x", {2, 8}).input("past", {"past", 8}).weight("w", {8, 4});
  graph.op("Relu", {"past"}, {"p"}).op("Concat", {"p", "x"}, {"c"}, {attribute("axis", 0)});
  graph.op("MatMul", {"c", "w"}, {"y"}).op("MatMul", {"p", "w"}, {"z"}).output("y").output("z");
  CHECK(kinds_of(read(graph, with({{"past", "0"}}))) == "copy gemm");
  CHECK(kinds_of(read(graph, with({{"past", "3"}}))) == "relu copy gemm gemm");
}
