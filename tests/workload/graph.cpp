#include "workload/graph.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using namespace systole::workload;

namespace {

Operator operator_with(Work work) {
  Operator op;
  op.name = "op";
  op.work = std::move(work);
  return op;
}

Conv2d square_conv(std::int64_t size, std::int64_t filter, std::int64_t stride, std::int64_t pad) {
  Conv2d conv;
  conv.height = conv.width = size;
  conv.filter_height = conv.filter_width = filter;
  conv.stride_height = conv.stride_width = stride;
  conv.pad_height = conv.pad_width = pad;
  conv.channels = 3;
  conv.filters = 64;
  return conv;
}

}  // namespace

TEST_CASE("a convolution's output size rounds down unless it is told to round up") {
  Conv2d conv = square_conv(224, 7, 2, 0);
  CHECK(conv.output_height() == 109);
  conv.ceil_output = true;
  CHECK(conv.output_height() == 110);
  CHECK(conv.output_width() == 110);
  CHECK(square_conv(224, 7, 2, 3).output_height() == 112);
  CHECK(square_conv(7, 7, 4, 0).output_height() == 1);
}

TEST_CASE("a filter that is larger than its image has no output") {
  CHECK(square_conv(2, 3, 2, 0).output_height() == 0);
}

TEST_CASE("a convolution becomes the GEMM of its im2col matrix") {
  Conv2d conv = square_conv(224, 7, 2, 3);
  conv.batch = 2;
  CHECK(gemm_of(operator_with(conv)) == Gemm{1, 2 * 112 * 112, 64, 147});
  CHECK(macs_of(operator_with(conv)) == 2LL * 112 * 112 * 64 * 147);
}

TEST_CASE("the groups of a convolution are independent products") {
  Conv2d conv = square_conv(56, 3, 1, 1);
  conv.channels = 64;
  conv.filters = 128;
  conv.groups = 4;
  CHECK(gemm_of(operator_with(conv)) == Gemm{4, 56 * 56, 32, 9 * 16});
  CHECK(kind_of(operator_with(conv)) == "conv2d");
  conv.groups = 64;
  CHECK(gemm_of(operator_with(conv)) == Gemm{64, 56 * 56, 2, 9});
  CHECK(kind_of(operator_with(conv)) == "depthwise_conv2d");
}

TEST_CASE("sparsity keeps the first weights of a block that K cuts short") {
  Operator op = operator_with(Gemm{1, 8, 8, 11});
  op.sparsity = Sparsity{2, 4};
  CHECK(gemm_of(op).k == 2 + 2 + 2);
  op.work = Gemm{1, 8, 8, 9};
  CHECK(gemm_of(op).k == 2 + 2 + 1);
  CHECK(macs_of(op) == 8 * 8 * 5);
}

TEST_CASE("a memory pass multiplies nothing and has a kind of its own") {
  const Operator op = operator_with(MemoryPass{"softmax", 10, 20});
  CHECK(gemm_of(op).count == 0);
  CHECK(macs_of(op) == 0);
  CHECK(kind_of(op) == "softmax");
  CHECK(elements_of(op, Operand::input) == 10);
  CHECK(elements_of(op, Operand::weight) == 0);
  CHECK(elements_of(op, Operand::output) == 20);
}

TEST_CASE("an image lies in memory once, not once per window") {
  Conv2d conv = square_conv(56, 3, 1, 1);
  conv.channels = 64;
  conv.groups = 2;
  const Operator op = operator_with(conv);
  CHECK(elements_of(op, Operand::input) == 56 * 56 * 64);
  CHECK(elements_of(op, Operand::weight) == 3 * 3 * 32 * 64);
  CHECK(elements_of(op, Operand::output) == 56 * 56 * 64);
}

TEST_CASE("a GEMM's operands are counted once per product, sparse weights compressed") {
  Operator op = operator_with(Gemm{3, 5, 7, 12});
  CHECK(elements_of(op, Operand::input) == 3 * 5 * 12);
  CHECK(elements_of(op, Operand::weight) == 3 * 12 * 7);
  CHECK(elements_of(op, Operand::output) == 3 * 5 * 7);
  op.sparsity = Sparsity{1, 4};
  CHECK(elements_of(op, Operand::input) == 3 * 5 * 12);
  CHECK(elements_of(op, Operand::weight) == 3 * 3 * 7);
}

TEST_CASE("work that does not fit in 64 bits is the user's error") {
  const std::int64_t large = 1'000'000'000'000;
  CHECK_THROWS_AS(macs_of(operator_with(Gemm{1, large, large, 1})), UserError);
  Graph graph;
  graph.operators.assign(100, operator_with(Gemm{1, large, 1'000'000, 1}));
  CHECK_THROWS_AS(macs_of(graph), UserError);
  graph.operators.resize(2);
  CHECK(macs_of(graph) == 2'000'000'000'000'000'000);
}
