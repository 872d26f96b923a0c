// Operators joined as inference engines do, and left apart where they must be.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;

namespace {

/// x -> product -> "h", for an activation to follow.
GraphWriter product() {
  GraphWriter graph;
  graph.input("x", {16, 64}).weight("w", {64, 64}).op("MatMul", {"x", "w"}, {"h"});
  graph.number("half", 0.5F).number("one", 1).number("two", 2).number("three", 3).number("six", 6);
  graph.number("root", 1.414F)
      .number("quick", 1.702F)
      .number("c", 0.0447F)
      .number("eps", 1e-5F)
      .number("zero", 0);
  return graph;
}

GraphWriter erf_gelu_scaled_first() {
  GraphWriter g = product();
  return g.op("Div", {"h", "root"}, {"a"})
      .op("Erf", {"a"}, {"b"})
      .op("Add", {"b", "one"}, {"d"})
      .op("Mul", {"h", "half"}, {"e"})
      .op("Mul", {"e", "d"}, {"y"})
      .output("y");
}

GraphWriter erf_gelu_scaled_last() {
  GraphWriter g = product();
  return g.op("Div", {"h", "root"}, {"a"})
      .op("Erf", {"a"}, {"b"})
      .op("Add", {"b", "one"}, {"d"})
      .op("Mul", {"h", "d"}, {"e"})
      .op("Mul", {"e", "half"}, {"y"})
      .output("y");
}

GraphWriter tanh_gelu() {
  GraphWriter g = product();
  return g.op("Pow", {"h", "three"}, {"a"})
      .op("Mul", {"a", "c"}, {"b"})
      .op("Add", {"h", "b"}, {"d"})
      .op("Mul", {"d", "root"}, {"e"})
      .op("Tanh", {"e"}, {"f"})
      .op("Add", {"f", "one"}, {"i"})
      .op("Mul", {"h", "half"}, {"j"})
      .op("Mul", {"j", "i"}, {"y"})
      .output("y");
}

GraphWriter silu() {
  GraphWriter g = product();
  return g.op("Sigmoid", {"h"}, {"a"}).op("Mul", {"h", "a"}, {"y"}).output("y");
}

GraphWriter quick_gelu() {
  GraphWriter g = product();
  return g.op("Mul", {"h", "quick"}, {"s"})
      .op("Sigmoid", {"s"}, {"a"})
      .op("Mul", {"h", "a"}, {"y"})
      .output("y");
}

GraphWriter swish() {
  GraphWriter g = product();
  return g.op("Mul", {"h", "one"}, {"s"})
      .op("Sigmoid", {"s"}, {"a"})
      .op("Mul", {"h", "a"}, {"y"})
      .output("y");
}

GraphWriter hard_swish() {
  GraphWriter g = product();
  return g.op("Add", {"h", "three"}, {"a"})
      .op("Clip", {"a", "zero", "six"}, {"b"})
      .op("Div", {"b", "six"}, {"d"})
      .op("Mul", {"h", "d"}, {"y"})
      .output("y");
}

GraphWriter norm_before(const std::string& value, GraphWriter g) {
  return g.op("ReduceMean", {value}, {"m"}, {attribute("axes", Dims{-1})})
      .op("Sub", {value, "m"}, {"d"})
      .op("Pow", {"d", "two"}, {"q"})
      .op("ReduceMean", {"q"}, {"v"}, {attribute("axes", Dims{-1})})
      .op("Add", {"v", "eps"}, {"ve"})
      .op("Sqrt", {"ve"}, {"s"})
      .op("Div", {"d", "s"}, {"n"});
}

}  // namespace

TEST_CASE("Activations written out in primitives become the epilogue of the product") {
  const auto [graph, kinds, steps] = GENERATE(
      table<GraphWriter, std::string, std::size_t>({{erf_gelu_scaled_first(), "gemm+gelu", 6},
                                                    {erf_gelu_scaled_last(), "gemm+gelu", 6},
                                                    {tanh_gelu(), "gemm+gelu", 9},
                                                    {silu(), "gemm+silu", 3},
                                                    {quick_gelu(), "gemm+gelu", 4},
                                                    {swish(), "gemm+silu", 4},
                                                    {hard_swish(), "gemm+elementwise", 5}}));
  CHECK(kinds_of(read(graph)) == kinds);
  CHECK(read(graph, as_written()).operators.size() == steps);
}

TEST_CASE("An activation whose inner value is needed elsewhere stays as it is written") {
  GraphWriter graph = erf_gelu_scaled_first();
  CHECK(kinds_of(read(graph.output("b"))).find("gelu") == std::string::npos);
}

TEST_CASE("A gate by another value is no activation") {
  GraphWriter graph = product();
  graph.weight("u", {64, 64}).op("MatMul", {"x", "u"}, {"g"});
  graph.op("Sigmoid", {"g"}, {"s"}).op("Mul", {"h", "s"}, {"y"}).output("y");
  CHECK(kinds_of(read(graph)) == "gemm gemm+sigmoid multiply");
}

TEST_CASE("Layer normalisation written out is one operator with its scale and shift") {
  GraphWriter graph = product();
  graph.weight("scale", {64}).weight("shift", {64});
  graph = norm_before("h", graph);
  graph.op("Mul", {"n", "scale"}, {"o"}).op("Add", {"o", "shift"}, {"y"}).output("y");
  const Graph result = read(graph);
  REQUIRE(kinds_of(result) == "gemm layer_norm");
  const auto norm = work_of<Vector>(result.operators[1]);
  CHECK(norm.rows == 16);
  CHECK(norm.cols == 64);
  CHECK(result.parameters == 64 * 64 + 128);
}

TEST_CASE("RMS normalisation written out, with its casts, is one operator") {
  GraphWriter graph;
  graph.input("x", {2, 8, 64}, kHalf).number("two", 2).number("eps", 1e-5F).number("one", 1);
  graph.weight("scale", {64}, kHalf);
  graph.op("Cast", {"x"}, {"f"}, {attribute("to", kFloat)}).op("Pow", {"f", "two"}, {"q"});
  graph.op("ReduceMean", {"q"}, {"m"}, {attribute("axes", Dims{-1})})
      .op("Add", {"m", "eps"}, {"e"});
  graph.op("Sqrt", {"e"}, {"s"}).op("Div", {"one", "s"}, {"r"}).op("Mul", {"f", "r"}, {"n"});
  graph.op("Cast", {"n"}, {"h"}, {attribute("to", kHalf)}).op("Mul", {"scale", "h"}, {"y"});
  const Graph result = read(graph.output("y"));
  CHECK(kinds_of(result) == "elementwise rms_norm");  // the cast of x, then the rest
  CHECK(work_of<Vector>(result.operators.back()).rows == 16);
}

TEST_CASE("Batch normalisation is folded and activations follow in place") {
  GraphWriter graph;
  graph.input("x", {1, 3, 32, 32}).weight("w", {8, 3, 3, 3}).weight("v", {8});
  graph.op("Conv", {"x", "w"}, {"a"}).op("BatchNormalization", {"a", "v", "v", "v", "v"}, {"b"});
  graph.op("LeakyRelu", {"b"}, {"y"}).output("y");
  CHECK(kinds_of(read(graph)) == "conv2d+relu");
  CHECK(kinds_of(read(graph, as_written())) == "conv2d batch_norm relu");
}

TEST_CASE("Statistics of batch normalisation are no parameters") {
  GraphWriter graph;
  graph.input("x", {1, 3, 32, 32});
  graph.weight("scale", {3}).weight("shift", {3}).weight("mean", {3}).weight("variance", {3});
  graph.op("BatchNormalization", {"x", "scale", "shift", "mean", "variance"}, {"y"}).output("y");
  CHECK(read(graph).parameters == 6);
}

TEST_CASE("A bias is free behind a product, however it is written") {
  GraphWriter graph = product();
  graph.weight("bias", {64}).op("Add", {"bias", "h"}, {"b"}).op("Relu", {"b"}, {"y"}).output("y");
  const Graph result = read(graph);
  CHECK(kinds_of(result) == "gemm+relu");
  CHECK(result.parameters == 64 * 64 + 64);
}

TEST_CASE("A residual goes to the later of its two products, and waits for both") {
  GraphWriter graph;
  graph.input("x", {1, 8, 32, 32}).weight("w", {8, 8, 3, 3}).weight("v", {8, 8, 1, 1});
  graph.op("Conv", {"x", "v"}, {"short"});
  graph.op("Conv", {"x", "w"}, {"long"}, {attribute("pads", Dims{1, 1, 1, 1})});
  graph.op("Add", {"short", "long"}, {"sum"}).op("Relu", {"sum"}, {"y"}).output("y");
  const Graph result = read(graph);
  REQUIRE(kinds_of(result) == "conv2d conv2d+add+relu");
  CHECK(result.operators[1].depends_on == std::vector<std::size_t>{0});
  CHECK(work_of<Conv2d>(result.operators[1]).filter_height == 3);
}

TEST_CASE("An output that somebody else reads is not joined with what follows") {
  GraphWriter graph = product();
  graph.op("Relu", {"h"}, {"y"}).output("h").output("y");
  CHECK(kinds_of(read(graph)) == "gemm relu");
  GraphWriter twice = product();
  twice.op("Relu", {"h"}, {"y"}).op("Tanh", {"h"}, {"z"}).output("y").output("z");
  CHECK(kinds_of(read(twice)) == "gemm relu tanh");
}

TEST_CASE("Views stand in no epilogue's way") {
  GraphWriter graph = product();
  graph.list("to", {4, 4, 64}).op("Reshape", {"h", "to"}, {"r"}).op("Relu", {"r"}, {"y"});
  CHECK(kinds_of(read(graph.output("y"))) == "gemm+relu");
}

TEST_CASE("Fusion changes no product and no parameter") {
  const GraphWriter graph = GENERATE(erf_gelu_scaled_first(), tanh_gelu(), silu());
  CHECK(macs_of(read(graph)) == macs_of(read(graph, as_written())));
  CHECK(read(graph).parameters == read(graph, as_written()).parameters);
}
