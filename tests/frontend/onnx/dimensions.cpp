// Dimensions that the model leaves open.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

GraphWriter image_net() {
  GraphWriter graph;
  graph.input("image", {"batch", 3, "height", "width"}).weight("w", {8, 3, 3, 3});
  return graph.op("Conv", {"image", "w"}, {"y"}).output("y");
}

}  // namespace

TEST_CASE("Open dimensions take their values from the parameters") {
  const Graph graph = read(image_net(), with({{"batch", "4"}, {"height", "64"}, {"width", "32"}}));
  const auto conv = work_of<Conv2d>(graph.operators.at(0));
  CHECK(conv.batch == 4);
  CHECK(conv.height == 64);
  CHECK(conv.width == 32);
}

TEST_CASE("A dimension that leads is a batch of one, with a remark") {
  Diagnostics diagnostics;
  const Graph graph = read_workload_text("net.onnx", file_of(image_net()),
                                         with({{"height", "64"}, {"width", "32"}}), diagnostics);
  CHECK(work_of<Conv2d>(graph.operators.at(0)).batch == 1);
  REQUIRE(diagnostics.notes().size() == 1);
  CHECK_THAT(diagnostics.notes().front(),
             Contains("dimension 'batch' taken as 1; --param batch=N"));
}

TEST_CASE("Open dimensions without a value are named all at once") {
  CHECK_THAT(error_of(image_net()),
             Contains("leaves dimensions open: height (axis 2 of 'image'), width (axis 3 of "
                      "'image'); give them with --param height=N "
                      "--param width=N"));
}

TEST_CASE("Dimensions without a name are called after their input and axis") {
  GraphWriter graph = single("Relu", {"", 8, ""});
  CHECK_THAT(error_of(graph), Contains("x.2"));
  CHECK(elements_of(read(graph, with({{"x.2", "5"}})).operators.at(0), Operand::input) == 40);
}

TEST_CASE("A dimension may be an expression of others") {
  GraphWriter graph;
  graph.input("x", {2, "past"}).input("y", {2, "past + now"}).input("z", {2, "now"});
  graph.op("Relu", {"y"}, {"a"}).output("a");
  const Graph result = read(graph, with({{"past", "30"}, {"now", "2"}}));
  CHECK(elements_of(result.operators.at(0), Operand::input) == 64);
  CHECK_THAT(error_of(graph), Contains("open: now (axis 1 of 'y'), past (axis 1 of 'x');"));
}

TEST_CASE("A name that is no expression is still a name") {
  const GraphWriter graph = single("Relu", {2, "what is this?"});
  CHECK(elements_of(read(graph, with({{"what is this?", "7"}})).operators.at(0), Operand::input) ==
        14);
}

TEST_CASE("A parameter that the model does not have is refused with those it has") {
  CHECK_THAT(error_of(image_net(), with({{"hight", "64"}})),
             Contains("no such dimension, did you mean 'height'?; it has batch, height, width"));
  CHECK_THAT(error_of(single("Relu", {2}), with({{"batch", "2"}})), Contains("the model has none"));
}

TEST_CASE("A value that is no size is refused") {
  const auto value = GENERATE(as<std::string>(), "-1", "many", "1e13", "2.5", "");
  CHECK_THAT(error_of(image_net(), with({{"height", value}, {"width", "8"}})),
             Contains("height: expected an integer from 0 to 1000000000000, got '" + value + "'"));
}

TEST_CASE("The parameter dtype says what floating-point tensors are taken as") {
  GraphWriter graph;
  graph.input("x", {4, 8}).weight("w", {8, 2}).op("MatMul", {"x", "w"}, {"y"}).output("y");
  const Operator op = read(graph, with({{"dtype", "bf16"}})).operators.at(0);
  CHECK(op.input_dtype == DType::bf16);
  CHECK(op.weight_dtype == DType::bf16);
  CHECK(op.output_dtype == DType::bf16);
  CHECK_THAT(error_of(graph, with({{"dtype", "float"}})), Contains("unknown element type 'float'"));
}

TEST_CASE("Shapes that the file tells of inner values follow the parameters") {
  GraphWriter graph;
  graph.input("x", {"n", 4}).shape_of("u", {"n", 9});
  graph.op("Unheard", {"x"}, {"u"}).op("Relu", {"u"}, {"y"}).output("y");
  CHECK(elements_of(read(graph, with({{"n", "3"}})).operators.at(1), Operand::input) == 27);
}
