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
  conv.pad_top = conv.pad_bottom = conv.pad_left = conv.pad_right = pad;
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

TEST_CASE("vector work multiplies nothing and has a kind of its own") {
  const Operator op = operator_with(Vector{VectorKind::softmax, 2, 5, 10, 20});
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

namespace {

/// Counted pair by pair, as the definition says.
std::int64_t counted_pairs(const Attention& a) {
  std::int64_t pairs = 0;
  for (std::int64_t q = 0; q < a.query_length; ++q) {
    const std::int64_t at = a.key_length - a.query_length + q;
    for (std::int64_t key = 0; key < a.key_length; ++key) {
      const bool later = a.causal && key > at;
      const bool before_window = a.causal && a.window > 0 && key <= at - a.window;
      pairs += !later && !before_window;
    }
  }
  return pairs;
}

}  // namespace

TEST_CASE("a causal mask and a window leave the pairs that counting one by one finds") {
  Attention a;
  a.causal = true;
  a.query_length = GENERATE(1, 3, 8);
  a.key_length = a.query_length + GENERATE(0, 1, 7);
  a.window = GENERATE(0, 1, 2, 5, 100);
  CAPTURE(a.query_length, a.key_length, a.window);
  CHECK(attended_pairs(a) == counted_pairs(a));
}

TEST_CASE("an attention multiplies queries by keys and weights by values") {
  Attention a;
  a.batch = 2;
  a.heads = 8;
  a.kv_heads = 2;
  a.query_length = a.key_length = 16;
  a.head_dim = 64;
  a.value_dim = 32;
  Operator op = operator_with(a);
  CHECK(kind_of(op) == "attention");
  CHECK(macs_of(op) == 2 * 8 * 16 * 16 * (64 + 32));
  CHECK(elements_of(op, Operand::input) == 2 * 8 * 16 * 64);
  CHECK(elements_of(op, Operand::weight) == 2 * 2 * 16 * (64 + 32));
  CHECK(elements_of(op, Operand::output) == 2 * 8 * 16 * 32);
  a.values_in_keys = true;
  op.work = a;
  CHECK(elements_of(op, Operand::weight) == 2 * 2 * 16 * 64);
}

TEST_CASE("groups of a mixture of experts bring their own rows") {
  const Operator op = operator_with(GroupedGemm{{3, 0, 5}, 7, 11});
  CHECK(macs_of(op) == 8 * 7 * 11);
  CHECK(elements_of(op, Operand::input) == 8 * 11);
  CHECK(elements_of(op, Operand::weight) == 3 * 7 * 11);
  CHECK(elements_of(op, Operand::output) == 8 * 7);
}

TEST_CASE("a recurrent layer multiplies input and state by every gate's matrices") {
  Recurrent cell;
  cell.kind = RecurrentKind::lstm;
  cell.batch = 2;
  cell.steps = 5;
  cell.input_size = 10;
  cell.hidden_size = 20;
  const Operator op = operator_with(cell);
  CHECK(macs_of(op) == 2 * 5 * 4 * 20 * (10 + 20));
  CHECK(elements_of(op, Operand::weight) == 4 * 20 * 30);
}

TEST_CASE("a transposed convolution spreads its pixels and multiplies each by its window") {
  Conv2d conv = square_conv(7, 4, 2, 1);
  conv.channels = 8;
  conv.filters = 6;
  conv.transposed = true;
  CHECK(conv.output_height() == 14);
  const Operator op = operator_with(conv);
  CHECK(kind_of(op) == "transposed_conv2d");
  CHECK(gemm_of(op) == Gemm{1, 49, 4 * 4 * 6, 8});
  CHECK(elements_of(op, Operand::output) == 14 * 14 * 6);
}

TEST_CASE("dilation widens a window and not its work") {
  Conv2d conv = square_conv(9, 3, 1, 0);
  conv.dilation_height = conv.dilation_width = 2;
  CHECK(conv.output_height() == 5);
  CHECK(gemm_of(operator_with(conv)).k == 3 * 3 * conv.channels);
}
