#include "mapping/problem.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "support/machines.hpp"

using namespace systole;
using mapping::Problem;
using mapping::TilePlace;

namespace {

workload::Operator conv_operator(const workload::Conv2d& conv) {
  workload::Operator op = test::gemm_operator(1, 1, 1);
  op.work = conv;
  return op;
}

workload::Conv2d square_conv(std::int64_t size, std::int64_t channels, std::int64_t filters,
                             std::int64_t filter, std::int64_t stride) {
  workload::Conv2d conv;
  conv.height = conv.width = size;
  conv.channels = channels;
  conv.filters = filters;
  conv.filter_height = conv.filter_width = filter;
  conv.stride_height = conv.stride_width = stride;
  return conv;
}

const config::Chip kChip = test::small_chip(8, 8, Dataflow::weight_stationary);

/// Image rows that windows of output pixels [first, first + count) touch, counted one by one.
std::int64_t rows_by_hand(const workload::Conv2d& conv, std::int64_t first, std::int64_t count) {
  std::set<std::int64_t> rows;
  for (std::int64_t pixel = first; pixel < first + count; ++pixel) {
    const std::int64_t row = pixel / conv.output_width();
    const std::int64_t image = row / conv.output_height();
    for (std::int64_t fh = 0; fh < conv.filter_height; ++fh) {
      const std::int64_t y = row % conv.output_height() * conv.stride_height + fh;
      if (y < conv.height) rows.insert(image * conv.height + y);
    }
  }
  return static_cast<std::int64_t>(rows.size());
}

}  // namespace

TEST_CASE("A whole image is read once, not once per window") {
  const Problem problem(conv_operator(square_conv(7, 192, 384, 3, 1)), kChip);
  const TilePlace whole{0, {0, 0, 0}, problem.whole()};
  CHECK(problem.region(Operand::input, whole).bytes() == 7 * 7 * 192);
  CHECK(problem.slot_bytes(Operand::input, problem.whole()) == 7 * 7 * 192);
}

TEST_CASE("A tile of output pixels reads the image rows its windows touch") {
  workload::Conv2d conv = square_conv(13, 4, 8, 3, 2);
  conv.batch = 3;
  const Problem problem(conv_operator(conv), kChip);
  const std::int64_t pixels = problem.gemm().m;
  for (std::int64_t first = 0; first < pixels; first += 5) {
    const std::int64_t count = std::min<std::int64_t>(17, pixels - first);
    const TilePlace tile{0, {first, 0, 0}, {count, 8, problem.gemm().k}};
    const Bytes rows = rows_by_hand(conv, first, count) * conv.width * conv.channels;
    const Bytes unfolded = count * problem.gemm().k;
    CHECK(problem.region(Operand::input, tile).bytes() == std::min(rows, unfolded));
  }
}

TEST_CASE("Every tile of a convolution fits the slot that is planned for its size") {
  test::Dice dice(3);
  for (int i = 0; i < 200; ++i) {
    workload::Conv2d conv = square_conv(dice.between(5, 20), dice.between(1, 6), 8,
                                        dice.between(1, 5), dice.between(1, 3));
    conv.batch = dice.between(1, 3);
    const Problem problem(conv_operator(conv), kChip);
    const std::int64_t m = dice.between(1, problem.gemm().m);
    const std::int64_t k = dice.between(1, problem.gemm().k);
    const Bytes slot = problem.slot_bytes(Operand::input, {m, 8, k});
    for (std::int64_t m0 = 0; m0 + m <= problem.gemm().m; m0 += m) {
      for (std::int64_t k0 = 0; k0 + k <= problem.gemm().k; k0 += k) {
        CHECK(problem.region(Operand::input, {0, {m0, 0, k0}, {m, 8, k}}).bytes() <= slot);
      }
    }
  }
}

TEST_CASE("A one by one convolution with stride 2 reads only the pixels it uses") {
  const Problem problem(conv_operator(square_conv(14, 256, 512, 1, 2)), kChip);
  const TilePlace whole{0, {0, 0, 0}, problem.whole()};
  CHECK(problem.region(Operand::input, whole).bytes() == 7 * 7 * 256);
}

TEST_CASE("Operands of a matrix product are rectangles of their matrices, far apart in memory") {
  workload::Operator op = test::gemm_operator(64, 32, 128);
  op.weight_dtype = DType::fp16;
  const Problem problem(op, kChip);
  const TilePlace tile{0, {8, 16, 32}, {4, 8, 64}};
  const program::Region input = problem.region(Operand::input, tile);
  CHECK(input.address == 8 * 128 + 32);
  CHECK(input.rows == 4);
  CHECK(input.row_bytes == 64);
  CHECK(input.stride_bytes == 128);
  const program::Region weight = problem.region(Operand::weight, tile);
  CHECK(weight.address - mapping::base_address(Operand::weight) == 2 * (32 * 32 + 16));
  CHECK(weight.bytes() == 64 * 8 * 2);
  CHECK(mapping::base_address(Operand::output) - mapping::base_address(Operand::weight) ==
        Address{1} << 40);
}

TEST_CASE("Sums are kept at 32 bits, words of SCALE-Sim at their own size") {
  config::Chip chip = kChip;
  CHECK(Problem(test::gemm_operator(10, 10, 10), chip).slot_bytes(Operand::output, {10, 10, 10}) ==
        400);
  chip.accounting = config::Accounting::scalesim;
  CHECK(Problem(test::gemm_operator(10, 10, 10), chip).slot_bytes(Operand::output, {10, 10, 10}) ==
        100);
}
