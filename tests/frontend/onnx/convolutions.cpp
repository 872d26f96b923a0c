#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

GraphWriter conv(const Shape& x, const Dims& w, const std::vector<Message>& attributes = {},
                 const std::string& op_type = "Conv") {
  GraphWriter graph;
  graph.input("x", x).weight("w", w).weight("b", {w[0]});
  return graph.op(op_type, {"x", "w", "b"}, {"y"}, attributes).output("y");
}

Conv2d conv_in(const Graph& graph) { return work_of<Conv2d>(graph.operators.at(0)); }

}  // namespace

TEST_CASE("A convolution has the shape of its weight and the windows of its attributes") {
  const Graph graph =
      read(conv({2, 16, 56, 40}, {32, 16, 3, 5},
                {attribute("strides", Dims{2, 1}), attribute("dilations", Dims{1, 2}),
                 attribute("pads", Dims{1, 4, 0, 3})}));
  const Conv2d work = conv_in(graph);
  CHECK(work.batch == 2);
  CHECK(work.channels == 16);
  CHECK(work.filters == 32);
  CHECK(work.filter_width == 5);
  CHECK(work.output_height() == (56 + 1 - 3) / 2 + 1);
  CHECK(work.output_width() == 40 + 4 + 3 - 9 + 1);
  CHECK(work.pad_left == 4);
  CHECK(work.pad_right == 3);
  CHECK(graph.operators[0].weight_role == WeightRole::parameter);
  CHECK(graph.operators[0].source_kind == "Conv");
  CHECK(graph.parameters == 32 * 16 * 15 + 32);
}

TEST_CASE("Groups make a depthwise convolution") {
  const Graph graph = read(conv({1, 32, 8, 8}, {32, 1, 3, 3}, {attribute("group", 32)}));
  CHECK(kinds_of(graph) == "depthwise_conv2d");
  CHECK(macs_of(graph) == 32 * 36 * 9);
}

TEST_CASE("auto_pad keeps the size or the windows inside") {
  const auto height = [](const char* mode) {
    return conv_in(read(conv({1, 3, 224, 224}, {8, 3, 7, 7},
                             {attribute("strides", Dims{2, 2}), attribute("auto_pad", mode)})));
  };
  CHECK(height("SAME_UPPER").output_height() == 112);
  CHECK(height("SAME_UPPER").pad_top == 2);
  CHECK(height("SAME_LOWER").pad_top == 3);
  CHECK(height("VALID").output_height() == 109);
}

TEST_CASE("A convolution along one axis is one over an image of one row") {
  const Graph graph = read(conv({1, 80, 3000}, {384, 80, 3}, {attribute("pads", Dims{1, 1})}));
  CHECK(conv_in(graph).height == 1);
  CHECK(macs_of(graph) == 384LL * 3000 * 240);
}

TEST_CASE("A convolution over volumes is the product that im2col makes of it") {
  const Graph graph = read(conv({2, 4, 8, 8, 8}, {6, 2, 3, 3, 3}, {attribute("group", 2)}));
  const auto gemm = work_of<Gemm>(graph.operators.at(0));
  CHECK(gemm.count == 2);
  CHECK(gemm.m == 2 * 216);
  CHECK(gemm.n == 3);
  CHECK(gemm.k == 54);
}

TEST_CASE("A transposed convolution is larger than its input") {
  GraphWriter graph;
  graph.input("x", {1, 64, 14, 14}).weight("w", {64, 32, 4, 4});
  graph.op("ConvTranspose", {"x", "w"}, {"y"},
           {attribute("strides", Dims{2, 2}), attribute("pads", Dims{1, 1, 1, 1}),
            attribute("output_padding", Dims{1, 0})});
  graph.op("Relu", {"y"}, {"z"}).output("z");
  const Graph result = read(graph);
  CHECK(kinds_of(result) == "transposed_conv2d+relu");
  CHECK(conv_in(result).output_height() == 29);
  CHECK(conv_in(result).output_width() == 28);
  CHECK(macs_of(result) == 14LL * 14 * 16 * 32 * 64);
}

TEST_CASE("A transposed convolution reaches the output_shape that it is asked for") {
  GraphWriter graph;
  graph.input("x", {1, 8, 10, 10}).weight("w", {8, 4, 3, 3});
  graph.op("ConvTranspose", {"x", "w"}, {"y"},
           {attribute("strides", Dims{2, 2}), attribute("output_shape", Dims{20, 20})});
  CHECK(conv_in(read(graph.output("y"))).output_height() == 20);
}

TEST_CASE("Integer convolutions have integer operands") {
  GraphWriter graph;
  graph.input("x", {1, 3, 8, 8}, kUint8).weight("w", {4, 3, 3, 3}, kInt8);
  const Graph result = read(graph.op("ConvInteger", {"x", "w"}, {"y"}).output("y"));
  CHECK(result.operators.at(0).input_dtype == DType::int8);
  CHECK(result.operators.at(0).weight_dtype == DType::int8);
  CHECK(result.operators.at(0).output_dtype == DType::int32);
  CHECK(result.parameters == 4 * 3 * 9);
}

TEST_CASE("QLinearConv has its weight among scales and zero points") {
  GraphWriter graph;
  graph.input("x", {1, 3, 8, 8}, kUint8).weight("w", {4, 3, 3, 3}, kInt8).weight("b", {4}, kInt32);
  graph.number("s", 0.1F).weight("ws", {4}).weight("z", {}, kUint8).weight("wz", {4}, kInt8);
  graph.op("QLinearConv", {"x", "s", "z", "w", "ws", "wz", "s", "z", "b"}, {"y"}).output("y");
  const Graph result = read(graph);
  CHECK(macs_of(result) == 36 * 4 * 27);
  CHECK(result.operators.at(0).output_dtype == DType::int8);
  CHECK(result.parameters == 4 * 27 + 4);
}

TEST_CASE("A convolution that fits nowhere is refused under its node") {
  CHECK_THAT(error_of(conv({1, 3, 8, 8}, {4, 5, 3, 3})),
             Contains("Conv -> 'y': the input has 3 channels, the weight is for 5"));
  CHECK_THAT(error_of(conv({1, 3, 8, 8}, {4, 3, 9, 3})),
             Contains("a window of 9 is larger than the padded input of 8"));
  CHECK_THAT(error_of(conv({1, 3, 8, 8}, {4, 3, 3, 3}, {attribute("strides", Dims{0, 1})})),
             Contains("attribute strides holds 0"));
  CHECK_THAT(error_of(conv({1, 3, 8, 8}, {4, 3, 3, 3}, {attribute("strides", Dims{1})})),
             Contains("attribute strides has 1 entries"));
  CHECK_THAT(error_of(conv({1, 3, 8, 8}, {4, 3, 3, 3}, {attribute("group", 0)})),
             Contains("0 groups"));
  CHECK_THAT(error_of(conv({1, 3, 8}, {4, 3, 3, 3})), Contains("does not fit input"));
  CHECK_THAT(error_of(conv({1, 3, 8, 8}, {4, 3, 3, 3}, {attribute("pads", Dims{-1, 0, 0, 0})})),
             Contains("attribute pads holds -1"));
}
