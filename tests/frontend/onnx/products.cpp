#include <catch2/catch.hpp>

#include "model_writer.hpp"

using namespace systole;
using namespace systole::frontend;
using namespace systole::frontend::onnx_test;
using namespace systole::workload;
using Catch::Matchers::Contains;

namespace {

Operator first(const GraphWriter& graph) { return read(graph).operators.at(0); }

void check_gemm(const Operator& op, const Gemm& expected) {
  const auto gemm = work_of<Gemm>(op);
  CHECK(gemm.count == expected.count);
  CHECK(gemm.m == expected.m);
  CHECK(gemm.n == expected.n);
  CHECK(gemm.k == expected.k);
}

GraphWriter pair(const std::string& op_type, const Shape& a, const Shape& b,
                 const std::vector<Message>& attributes = {}) {
  GraphWriter graph;
  graph.input("a", a).input("b", b);
  return graph.op(op_type, {"a", "b"}, {"y"}, attributes).output("y");
}

GraphWriter with_weight(const std::string& op_type, const Shape& x, const Dims& w,
                        const std::vector<Message>& attributes = {}) {
  GraphWriter graph;
  graph.input("x", x).weight("w", w);
  return graph.op(op_type, {"x", "w"}, {"y"}, attributes).output("y");
}

}  // namespace

TEST_CASE("Gemm turns its operands as asked") {
  check_gemm(first(with_weight("Gemm", {8, 64}, {64, 10})), {1, 8, 10, 64});
  check_gemm(first(with_weight("Gemm", {8, 64}, {10, 64}, {attribute("transB", 1)})),
             {1, 8, 10, 64});
  check_gemm(first(with_weight("Gemm", {64, 8}, {64, 10}, {attribute("transA", 1)})),
             {1, 8, 10, 64});
}

TEST_CASE("All rows of a stack meet one weight in one product") {
  const Operator op = first(with_weight("MatMul", {2, 197, 768}, {768, 3072}));
  check_gemm(op, {1, 394, 3072, 768});
  CHECK(op.weight_role == WeightRole::parameter);
}

TEST_CASE("A weight on the left is still the weight") {
  GraphWriter graph;
  graph.input("x", {5, 64, 100}).weight("w", {32, 64});
  const Operator op = first(graph.op("MatMul", {"w", "x"}, {"y"}).output("y"));
  check_gemm(op, {1, 500, 32, 64});  // y^T = x^T w^T: all columns of x are rows
  CHECK(op.weight_role == WeightRole::parameter);
  CHECK(elements_of(op, Operand::input) == 5 * 64 * 100);
}

TEST_CASE("Two activations are one product per matrix") {
  const Operator op = first(pair("MatMul", {2, 12, 197, 64}, {2, 12, 64, 197}));
  check_gemm(op, {24, 197, 197, 64});
  CHECK(op.weight_role == WeightRole::activation);
  check_gemm(first(pair("MatMul", {2, 12, 197, 64}, {12, 64, 197})), {24, 197, 197, 64});
}

TEST_CASE("Vectors gain an axis for the product and lose it again") {
  GraphWriter graph = pair("MatMul", {3, 5, 64}, {64, 1});
  check_gemm(first(graph), {1, 15, 1, 64});
  GraphWriter row;
  row.input("x", {64}).weight("w", {64, 7}).op("MatMul", {"x", "w"}, {"h"});
  row.weight("v", {7, 2}).op("MatMul", {"h", "v"}, {"y"}).output("y");
  const Graph result = read(row);
  check_gemm(result.operators.at(1), {1, 1, 2, 7});
}

TEST_CASE("Einsum sums the labels that the result lacks") {
  check_gemm(first(pair("Einsum", {2, 12, 10, 64}, {2, 12, 20, 64},
                        {attribute("equation", "bhid, bhjd -> bhij")})),
             {24, 10, 20, 64});
  CHECK_THAT(error_of(pair("Einsum", {2, 3}, {4, 5}, {attribute("equation", "ij,jk->ik")})),
             Contains("label 'j' stands for 3 and 4"));
  CHECK_THAT(error_of(pair("Einsum", {2, 3}, {3, 5}, {attribute("equation", "...j,jk->...k")})),
             Contains("equation '...j,jk->...k' is not of two operands"));
}

TEST_CASE("Four bits of a packed weight are one weight") {
  GraphWriter graph;
  graph.input("x", {1, 32, 256}, kHalf)
      .weight("w", {512, 2, 64}, kUint8)
      .weight("s", {1024}, kHalf);
  graph.op("MatMulNBits", {"x", "w", "s"}, {"y"},
           {attribute("K", 256), attribute("N", 512), attribute("bits", 4)});
  const Graph result = read(graph.output("y"));
  check_gemm(result.operators.at(0), {1, 32, 512, 256});
  CHECK(result.operators[0].weight_dtype == DType::int4);
  CHECK(result.operators[0].input_dtype == DType::fp16);
  CHECK(result.parameters == 256 * 512);
}

TEST_CASE("Integer products have integer operands") {
  GraphWriter graph;
  graph.input("x", {4, 64}, kUint8).weight("w", {64, 8}, kInt8);
  const Operator op = first(graph.op("MatMulInteger", {"x", "w"}, {"y"}).output("y"));
  CHECK(op.input_dtype == DType::int8);
  CHECK(op.output_dtype == DType::int32);
}

TEST_CASE("Products whose inner sizes differ are refused") {
  CHECK_THAT(error_of(with_weight("MatMul", {8, 64}, {63, 10})),
             Contains("rows of 64 meet columns of 63"));
  CHECK_THAT(error_of(with_weight("Gemm", {2, 8, 64}, {64, 10})),
             Contains("expected two matrices"));
  CHECK_THAT(error_of(pair("MatMul", {2, 4, 8}, {3, 8, 4})), Contains("do not broadcast"));
}

TEST_CASE("Sizes that leave 64 bits are refused") {
  CHECK_THAT(error_of(pair("MatMul", {1'000'000'000, 1'000'000'000, 100}, {100, 1'000'000'000})),
             Contains("does not fit in 64 bits"));
  CHECK_THAT(error_of(single("Relu", {4'000'000'000, 4'000'000'000})),
             Contains("does not fit in 64 bits"));
}

TEST_CASE("Recurrent layers have the sizes of their weights") {
  const auto [op_type, kind, gates] =
      GENERATE(table<std::string, RecurrentKind, std::int64_t>({{"LSTM", RecurrentKind::lstm, 4},
                                                                {"GRU", RecurrentKind::gru, 3},
                                                                {"RNN", RecurrentKind::rnn, 1}}));
  GraphWriter graph;
  graph.input("x", {35, 2, 128}).weight("w", {2, gates * 64, 128}).weight("r", {2, gates * 64, 64});
  graph.op(op_type, {"x", "w", "r"}, {"y"}, {attribute("hidden_size", 64)}).output("y");
  const Graph result = read(graph);
  const auto cell = work_of<Recurrent>(result.operators.at(0));
  CHECK(cell.kind == kind);
  CHECK(cell.steps == 35);
  CHECK(cell.batch == 2);
  CHECK(cell.directions == 2);
  CHECK(cell.hidden_size == 64);
  CHECK(macs_of(result) == 35 * 2 * 2 * gates * 64 * (128 + 64));
  CHECK(result.parameters == 2 * gates * 64 * (128 + 64));
}
