#include "timing/array_timeline.hpp"

#include <catch2/catch.hpp>

using namespace systole;
using timing::ArrayTimeline;
using timing::TileShape;
using timing::TileSpan;

namespace {

config::MatrixUnitConfig plain(std::int64_t rows, std::int64_t cols, Dataflow dataflow) {
  config::MatrixUnitConfig unit;
  unit.rows = rows;
  unit.cols = cols;
  unit.dataflow = dataflow;
  unit.stationary_double_buffer = false;
  unit.fold_overlap = false;
  unit.edge_folds_shortened = false;
  unit.separate_output_drain = false;
  return unit;
}

std::int64_t ceil_of(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// The published table, written out once more and independently of the folding code.
Cycles published_cycles(const TileShape& t, const config::MatrixUnitConfig& u) {
  const std::int64_t r = u.rows, c = u.cols;
  switch (u.dataflow) {
    case Dataflow::output_stationary:
      return ceil_of(t.m, r) * ceil_of(t.n, c) * (t.k + r + c - 2);
    case Dataflow::weight_stationary:
      return ceil_of(t.k, r) * ceil_of(t.n, c) * (t.m + 2 * r + c - 2);
    case Dataflow::input_stationary:
      break;
  }
  return ceil_of(t.k, r) * ceil_of(t.m, c) * (t.n + 2 * r + c - 2);
}

}  // namespace

TEST_CASE("Without additions a tile takes the published folds times cycles per fold") {
  const auto dataflow = GENERATE(Dataflow::weight_stationary, Dataflow::output_stationary,
                                 Dataflow::input_stationary);
  const auto rows = GENERATE(1, 7, 12, 128);
  const auto cols = GENERATE(1, 8, 14, 128);
  const auto tile =
      GENERATE(TileShape{1, 1, 1}, TileShape{49, 1000, 2048}, TileShape{128, 128, 128},
               TileShape{129, 127, 5}, TileShape{3025, 96, 363});
  const config::MatrixUnitConfig unit = plain(rows, cols, dataflow);
  CHECK(timing::tile_cycles(tile, unit) == published_cycles(tile, unit));
}

TEST_CASE("A separate output drain costs one row per cycle and fold") {
  config::MatrixUnitConfig unit = plain(8, 4, Dataflow::output_stationary);
  unit.separate_output_drain = true;
  CHECK(timing::tile_cycles({16, 8, 5}, unit) == 2 * 2 * (5 + 2 * 8 + 4 - 2));
}

TEST_CASE("A double buffer hides every preload but the first") {
  config::MatrixUnitConfig unit = plain(8, 4, Dataflow::weight_stationary);
  unit.stationary_double_buffer = true;
  CHECK(timing::tile_cycles({10, 8, 16}, unit) == 8 + 4 * (10 + 8 + 4 - 2));
}

TEST_CASE("Overlapped folds with a double buffer leave max(stream, rows) between stream starts") {
  config::MatrixUnitConfig unit = plain(8, 4, Dataflow::weight_stationary);
  unit.stationary_double_buffer = true;
  unit.fold_overlap = true;
  CHECK(timing::tile_cycles({10, 8, 16}, unit) == 8 + 3 * 10 + (10 + 8 + 4 - 2));
  CHECK(timing::tile_cycles({3, 8, 16}, unit) == 8 + 3 * 8 + (3 + 8 + 4 - 2));
}

TEST_CASE("Shortened edge folds pay for the rows and columns they use") {
  config::MatrixUnitConfig unit = plain(8, 4, Dataflow::weight_stationary);
  unit.edge_folds_shortened = true;
  // k = 10 gives row folds of 8 and 2, n = 5 gives column folds of 4 and 1.
  const Cycles expected =
      (6 + 2 * 8 + 4 - 2) + (6 + 2 * 2 + 4 - 2) + (6 + 2 * 8 + 1 - 2) + (6 + 2 * 2 + 1 - 2);
  CHECK(timing::tile_cycles({6, 5, 10}, unit) == expected);
}

TEST_CASE("Two tiles one after the other take no longer than apart and account for every cycle") {
  const auto dataflow = GENERATE(Dataflow::weight_stationary, Dataflow::output_stationary,
                                 Dataflow::input_stationary);
  const auto additions = GENERATE(range(0, 16));
  config::MatrixUnitConfig unit = plain(5, 3, dataflow);
  unit.stationary_double_buffer = additions & 1;
  unit.fold_overlap = additions & 2;
  unit.edge_folds_shortened = additions & 4;
  unit.separate_output_drain = additions & 8;

  ArrayTimeline timeline(unit);
  const TileSpan first = timeline.run({4, 7, 11}, 100);
  const TileSpan second = timeline.run({9, 2, 6}, 120);
  const TileSpan third = timeline.run({9, 2, 6}, 1000);
  CHECK(first.begin == 100);
  const auto parts = [](const TileSpan& s) { return s.stream + s.overhead + s.stall; };
  CHECK(parts(first) + parts(second) + parts(third) + timeline.tail() == third.end - first.begin);
  CHECK(second.end <=
        120 + timing::tile_cycles({4, 7, 11}, unit) + timing::tile_cycles({9, 2, 6}, unit));
  CHECK(third.stall > 0);
}

TEST_CASE("A fold streamed in pieces takes as long as in one") {
  const auto dataflow = GENERATE(Dataflow::weight_stationary, Dataflow::output_stationary,
                                 Dataflow::input_stationary);
  const config::MatrixUnitConfig unit = plain(8, 8, dataflow);
  const auto tile = [&](std::int64_t stream) { return timing::tile_of({8, 8, stream}, dataflow); };
  ArrayTimeline pieces(unit);
  pieces.run(tile(5), 0);
  pieces.continue_fold(tile(20), 0);
  CHECK(pieces.continue_fold(tile(7), 0).end == timing::tile_cycles(tile(32), unit));
}

TEST_CASE("Dimensions that overflow are refused") {
  const config::MatrixUnitConfig unit = plain(8, 8, Dataflow::weight_stationary);
  const std::int64_t huge = 1'000'000'000'000'000'000;
  CHECK_THROWS_WITH(timing::tile_cycles({huge, huge, huge}, unit), Catch::Contains("64 bits"));
}
