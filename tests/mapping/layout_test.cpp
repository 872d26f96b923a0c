// Where tiles lie in memory when each is one piece: together they are the tensor, once.
#include <algorithm>

#include <catch2/catch.hpp>

#include "mapping/output_tiles.hpp"
#include "mapping/problem.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"

using namespace systole;
using mapping::Problem;
using mapping::TilePlace;

namespace {

struct Span {
  Address begin;
  Address end;
};

/// All tiles of an operand, over products and the two dimensions that tell them apart.
std::vector<Span> spans_of(const Problem& problem, Operand operand, const timing::TileShape& tile) {
  std::vector<Span> spans;
  const std::int64_t n_step = operand == Operand::input ? problem.whole().n : tile.n;
  const std::int64_t k_step = operand == Operand::output ? problem.whole().k : tile.k;
  for (std::int64_t product = 0; product < problem.gemm().count; ++product) {
    const std::int64_t rows = problem.rows_of(product);
    const std::int64_t m_step =
        operand == Operand::weight ? std::max<std::int64_t>(1, rows) : tile.m;
    for (std::int64_t m = 0; m < rows; m += m_step) {
      for (std::int64_t n = 0; n < problem.whole().n; n += n_step) {
        for (std::int64_t k = 0; k < problem.whole().k; k += k_step) {
          const TilePlace place{
              product,
              {m, n, k},
              {std::min(m_step, rows - m), std::min(n_step, problem.whole().n - n),
               std::min(k_step, problem.whole().k - k)}};
          const program::Region region = problem.region(operand, place);
          REQUIRE(region.rows == 1);
          spans.push_back({region.address, region.address + static_cast<Address>(region.bytes())});
        }
      }
    }
  }
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.begin < b.begin; });
  return spans;
}

void check_covers(const std::vector<Span>& spans, Address begin, Bytes bytes) {
  Address next = begin;
  for (const Span& span : spans) {
    CHECK(span.begin == next);
    next = span.end;
  }
  CHECK(next == begin + static_cast<Address>(bytes));
}

}  // namespace

TEST_CASE("Tiles of a product lie one after the other and fill their tensors") {
  workload::Operator op = test::gemm_operator(70, 50, 90, 3);
  op.input_dtype = op.weight_dtype = op.output_dtype = DType::fp16;
  const Problem problem(op, test::gpu_like(4));
  const timing::TileShape tile{32, 16, 40};
  for (const Operand operand : kOperands) {
    CAPTURE(name_of(operand));
    check_covers(spans_of(problem, operand, tile), mapping::base_address(operand),
                 workload::bytes_of(op, operand));
  }
}

TEST_CASE("Rows of experts lie one after the other, empty ones take no room") {
  workload::Operator op;
  op.work = workload::GroupedGemm{{5, 0, 33, 7}, 24, 16};
  const Problem problem(op, test::gpu_like(4));
  const timing::TileShape tile{16, 8, 16};
  for (const Operand operand : {Operand::input, Operand::output}) {
    check_covers(spans_of(problem, operand, tile), mapping::base_address(operand),
                 workload::bytes_of(op, operand));
  }
}

TEST_CASE("A transposed convolution writes every pixel of its output once") {
  workload::Conv2d conv;
  conv.height = conv.width = 6;
  conv.channels = 8;
  conv.filters = 4;
  conv.filter_height = conv.filter_width = 3;
  conv.stride_height = conv.stride_width = 2;
  conv.transposed = true;
  workload::Operator op;
  op.work = conv;
  const Problem problem(op, test::gpu_like(4));
  check_covers(spans_of(problem, Operand::output, {10, 12, 8}),
               mapping::base_address(Operand::output), workload::bytes_of(op, Operand::output));
}

TEST_CASE("Pieces of an image stay inside of it") {
  test::Dice dice(5);
  for (int i = 0; i < 100; ++i) {
    workload::Conv2d conv;
    conv.batch = dice.between(1, 3);
    conv.height = dice.between(5, 16);
    conv.width = dice.between(5, 16);
    conv.channels = 4 * dice.between(1, 4);
    conv.filters = 8;
    conv.groups = dice.between(0, 1) == 1 ? 4 : 1;
    conv.filter_height = dice.between(1, 3);
    conv.filter_width = dice.between(1, 3);
    conv.dilation_height = dice.between(1, 2);
    conv.pad_top = dice.between(0, 1);
    conv.stride_height = dice.between(1, 2);
    workload::Operator op;
    op.work = conv;
    const Problem problem(op, test::gpu_like(4));
    const timing::TileShape tile{dice.between(1, problem.whole().m), 8,
                                 dice.between(1, problem.whole().k)};
    const Address begin = mapping::base_address(Operand::input);
    const Address end = begin + static_cast<Address>(workload::bytes_of(op, Operand::input));
    for (std::int64_t m = 0; m < problem.whole().m; m += tile.m) {
      for (std::int64_t k = 0; k < problem.whole().k; k += tile.k) {
        const TilePlace place{
            dice.between(0, problem.gemm().count - 1),
            {m, 0, k},
            {std::min(tile.m, problem.whole().m - m), 8, std::min(tile.k, problem.whole().k - k)}};
        const program::Region region = problem.region(Operand::input, place);
        CHECK(region.address >= begin);
        CHECK(region.address + static_cast<Address>(region.bytes()) <= end);
        CHECK(region.bytes() <= problem.slot_bytes(Operand::input, tile));
      }
    }
  }
}

TEST_CASE("A group is walked before the outer loop starts again") {
  const config::Chip chip = test::gpu_like(4);
  const Problem problem(test::gemm_operator(4, 3, 8), chip);
  mapping::Tiling tiling;
  tiling.tile = {1, 1, 8};
  tiling.group = 2;
  const mapping::OutputTiles tiles(problem, tiling);
  REQUIRE(tiles.count() == 12);
  std::string walk;
  for (std::int64_t i = 0; i < tiles.count(); ++i)
    walk += std::to_string(tiles.at(i).m) + std::to_string(tiles.at(i).n) + " ";
  CHECK(walk == "00 10 01 11 02 12 20 30 21 31 22 32 ");
}
