#include "timing/dot_product.hpp"

#include <catch2/catch.hpp>

#include "timing/matrix_timeline.hpp"

using namespace systole;
using timing::TileSpan;

namespace {

/// Four units of 8 x 4 x 16, sums 10 cycles behind.
config::MatrixUnitConfig four_units() {
  config::MatrixUnitConfig unit;
  unit.kind = config::MatrixUnitKind::dot_product;
  unit.units = 4;
  unit.step_m = 8;
  unit.step_n = 4;
  unit.step_k = 16;
  unit.latency_cycles = 10;
  return unit;
}

}  // namespace

TEST_CASE("Units share the pieces of a tile and walk along k in steps") {
  const config::MatrixUnitConfig unit = four_units();
  CHECK(timing::dot_product_issue_cycles({8, 4, 16}, unit) == 1);
  CHECK(timing::dot_product_issue_cycles({16, 8, 16}, unit) == 1);
  CHECK(timing::dot_product_issue_cycles({17, 8, 16}, unit) == 2);
  CHECK(timing::dot_product_issue_cycles({64, 64, 64}, unit) == (8 * 16 / 4) * 4);
  CHECK(timing::dot_product_issue_cycles({1, 1, 17}, unit) == 2);
}

TEST_CASE("A tile that fills the units runs at their peak, at the rate of every element type") {
  config::MatrixUnitConfig unit = four_units();
  unit.rates.fp8 = 2.0;
  unit.rates.fp32 = 0.25;
  const timing::TileShape tile{64, 64, 256};
  for (const DType dtype : {DType::fp16, DType::fp8, DType::fp32}) {
    CAPTURE(name_of(dtype));
    const Cycles cycles = timing::dot_product_issue_cycles(tile, unit, dtype);
    CHECK(cycles * timing::peak_macs_per_cycle(unit, dtype) == tile.m * tile.n * tile.k);
    const timing::UnitUse use = timing::use_of(tile, unit, dtype);
    CHECK(use.used_places == use.passes * timing::places(unit));
  }
}

TEST_CASE("Tiles follow each other when the last step is issued; sums come later") {
  timing::MatrixTimeline timeline(four_units(), DType::fp16);
  const TileSpan first = timeline.run({16, 8, 64}, 100);
  CHECK(first.begin == 100);
  CHECK(first.consumed == 104);
  CHECK(first.end == 114);
  const TileSpan second = timeline.run({16, 8, 64}, 90);
  CHECK(second.begin == 104);
  CHECK(second.stall == 0);
  const TileSpan late = timeline.run({16, 8, 64}, 120);
  CHECK(late.begin == 120);
  CHECK(late.stall == 12);
  CHECK(timeline.end() == 134);
  CHECK(timeline.tail() == 10);
  const Cycles parts = first.stream + second.stream + late.stream + late.stall + timeline.tail();
  CHECK(parts == timeline.end() - first.begin);
}

TEST_CASE("A faster element type makes an array's k shorter, and one without a rate is refused") {
  config::MatrixUnitConfig unit;
  unit.rows = unit.cols = 8;
  unit.dataflow = Dataflow::weight_stationary;
  unit.rates.int8 = 2.0;
  unit.rates.fp32 = 0.0;
  CHECK(timing::tile_cycles({32, 8, 16}, unit, DType::int8) ==
        timing::tile_cycles({32, 8, 8}, unit, DType::fp16));
  CHECK(timing::tile_cycles({32, 8, 16}, unit, DType::fp16) ==
        timing::tile_cycles({32, 8, 16}, unit));
  CHECK_THROWS_WITH(timing::tile_cycles({1, 1, 1}, unit, DType::fp32),
                    Catch::Contains("cannot multiply fp32"));
  CHECK_NOTHROW(timing::MatrixTimeline(unit, DType::fp32));
}

TEST_CASE("A tile alone takes its steps and the latency of the pipeline") {
  CHECK(timing::tile_cycles({16, 8, 64}, four_units(), DType::fp16) == 4 + 10);
}

TEST_CASE("Instructions on the same sums wait for each other where there are too few others") {
  config::MatrixUnitConfig unit = four_units();
  unit.instruction_k = 32;
  // One piece for each unit: 2 steps of an instruction every 10 cycles.
  CHECK(timing::dot_product_wait_cycles({16, 8, 64}, unit) == 2 * 10 - 4);
  // Enough pieces to fill the time.
  CHECK(timing::dot_product_wait_cycles({64, 64, 64}, unit) == 0);
}

TEST_CASE("Blocks are fed from shared memory, small ones too slowly") {
  config::MatrixUnitConfig unit = four_units();
  unit.step_k = 8;  // 1024 products in a cycle
  unit.block_m = unit.block_n = 64;
  // Rows and columns are written once and read by two warps each: (64 + 64) x 3 of 64 elements, 64
  // in a cycle; the products take 256 cycles.
  CHECK(timing::dot_product_wait_cycles({64, 64, 64}, unit) == 384 - 256);
  CHECK(timing::dot_product_wait_cycles({1, 1, 64}, unit) == 384 - 256);
  CHECK(timing::dot_product_wait_cycles({128, 128, 64}, unit) == 0);
  unit.feed_bytes_per_cycle = 16;
  CHECK(timing::dot_product_wait_cycles({64, 64, 64}, unit) == 2 * 384 - 256);
  unit.block_m = unit.block_n = 1;
  CHECK(timing::dot_product_wait_cycles({64, 64, 64}, unit) == 0);
}

TEST_CASE("Every stage of K costs a synchronisation, and small tiles are padded") {
  config::MatrixUnitConfig unit = four_units();
  unit.stage_k = 32;
  unit.stage_cycles = 7;
  timing::MatrixTimeline timeline(unit, DType::fp16);
  const TileSpan span = timeline.run({16, 8, 80}, 0);
  CHECK(span.stream == 5);
  CHECK(span.overhead == 3 * 7);
  CHECK(span.consumed == 5 + 3 * 7);
  unit.block_m = 64;
  unit.block_n = 64;
  CHECK(timing::dot_product_issue_cycles({1, 65, 16}, unit) == (8 * 32) / 4);
}
