// Quantised models.
#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;

namespace {

/// A convolution between QuantizeLinear and DequantizeLinear, as exporters write it.
GraphWriter qdq() {
  GraphWriter graph;
  graph.input("x", {1, 3, 32, 32}).weight("w", {8, 3, 3, 3}, kInt8).weight("b", {8}, kInt32);
  graph.number("s", 0.1F).weight("z", {}, kUint8).weight("ws", {8}).weight("wz", {8}, kInt8);
  graph.op("QuantizeLinear", {"x", "s", "z"}, {"xq"})
      .op("DequantizeLinear", {"xq", "s", "z"}, {"xd"});
  graph.op("DequantizeLinear", {"w", "ws", "wz"}, {"wd"})
      .op("DequantizeLinear", {"b", "ws"}, {"bd"});
  graph.op("Conv", {"xd", "wd", "bd"}, {"c"}).op("Relu", {"c"}, {"r"});
  graph.op("QuantizeLinear", {"r", "s", "z"}, {"rq"})
      .op("DequantizeLinear", {"rq", "s", "z"}, {"rd"});
  graph.op("MaxPool", {"rd"}, {"p"}, {attribute("kernel_shape", Dims{2, 2})});
  graph.op("QuantizeLinear", {"p", "s", "z"}, {"pq"})
      .op("DequantizeLinear", {"pq", "s", "z"}, {"y"});
  return graph.output("y");
}

}  // namespace

TEST_CASE("Operators between quantisers have integer operands") {
  const Graph graph = read(qdq());
  REQUIRE(kinds_of(graph) == "quantize conv2d+relu+quantize pooling");
  CHECK(graph.operators[0].input_dtype == DType::fp32);
  CHECK(graph.operators[0].output_dtype == DType::int8);
  CHECK(graph.operators[1].input_dtype == DType::int8);
  CHECK(graph.operators[1].weight_dtype == DType::int8);
  CHECK(graph.operators[1].output_dtype == DType::int8);
  CHECK(graph.operators[2].input_dtype == DType::int8);
  CHECK(graph.operators[2].output_dtype == DType::int8);
  CHECK(graph.parameters == 8 * 27 + 8);
}

TEST_CASE("As written, quantisers are passes over memory between real operators") {
  const Graph graph = read(qdq(), as_written());
  CHECK(kinds_of(graph) ==
        "quantize dequantize conv2d relu quantize dequantize pooling quantize dequantize");
  CHECK(graph.operators[2].input_dtype == DType::fp32);
  CHECK(graph.operators[2].weight_dtype == DType::fp32);
  CHECK(graph.parameters == 8 * 27 + 8);
}

TEST_CASE("A type for floating point leaves integers alone") {
  const Graph graph = read(qdq(), with({{"dtype", "fp16"}}));
  CHECK(graph.operators[0].input_dtype == DType::fp16);
  CHECK(graph.operators[1].weight_dtype == DType::int8);
}

TEST_CASE("Dynamic quantisation feeds integer products") {
  GraphWriter graph;
  graph.input("x", {4, 64}).weight("w", {64, 8}, kInt8);
  graph.op("DynamicQuantizeLinear", {"x"}, {"q", "s", "z"});
  graph.op("MatMulInteger", {"q", "w", "z"}, {"p"})
      .op("Cast", {"p"}, {"f"}, {attribute("to", kFloat)});
  graph.op("Mul", {"f", "s"}, {"y"}).output("y");
  const Graph result = read(graph);
  CHECK(result.operators.at(0).output_dtype == DType::int8);
  CHECK(result.operators.at(1).input_dtype == DType::int8);
  CHECK(result.parameters == 512);
}

TEST_CASE("Operators on quantised tensors have shapes and types") {
  GraphWriter graph;
  graph.input("a", {1, 8, 4, 4}, kUint8).input("b", {1, 8, 4, 4}, kUint8);
  graph.number("s", 0.1F).weight("z", {}, kUint8);
  graph.op("QLinearAdd", {"a", "s", "z", "b", "s", "z", "s", "z"}, {"c"});
  graph.op("QLinearConcat", {"s", "z", "c", "s", "z", "a", "s", "z"}, {"d"},
           {attribute("axis", 1)});
  graph.op("QLinearGlobalAveragePool", {"d", "s", "z", "s", "z"}, {"y"}).output("y");
  const Graph result = read(graph);
  CHECK(kinds_of(result) == "add copy pooling");
  CHECK(elements_of(result.operators[2], Operand::output) == 16);
  CHECK(result.operators[1].output_dtype == DType::int8);
  CHECK(result.parameters == 0);
}
