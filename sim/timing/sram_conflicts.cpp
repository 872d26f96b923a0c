#include "timing/sram_conflicts.hpp"

#include <algorithm>
#include <numeric>

#include "base/checked.hpp"

namespace systole::timing {

namespace {

std::int64_t words_of(std::int64_t elements, const OperandFeed& feed,
                      const config::SramConfig& sram) {
  return ceil_div(elements * feed.element_bits, 8 * sram.bank_width_bytes);
}

/// A vector along the rows or the columns of an operand, seen from the layout.
struct VectorOfMatrix {
  bool along_row = true;
  std::int64_t length = 0;
  std::int64_t rows = 0;  ///< of the operand
  std::int64_t cols = 0;
};

OperandFeed feed_of(const VectorOfMatrix& vector, config::BankLayout layout, std::int64_t steps) {
  const bool lines_are_columns = layout == config::BankLayout::col_major;
  OperandFeed feed;
  feed.vector = vector.length;
  feed.along_line = vector.along_row != lines_are_columns;
  feed.line_elements = lines_are_columns ? vector.rows : vector.cols;
  feed.steps = steps;
  return feed;
}

}  // namespace

std::int64_t busiest_bank(const OperandFeed& feed, const config::SramConfig& sram) {
  if (feed.along_line) return ceil_div(words_of(feed.vector, feed, sram), sram.banks);
  if (sram.layout == config::BankLayout::blocked) return ceil_div(feed.vector, sram.banks);
  const std::int64_t line_words = words_of(feed.line_elements, feed, sram);
  return ceil_div(feed.vector, sram.banks / std::gcd(line_words, sram.banks));
}

Cycles lost_cycles(const OperandFeed& feed, Bytes dma_bytes, const config::SramConfig& sram) {
  if (sram.banks == 0) return 0;
  const std::int64_t wanted = busiest_bank(feed, sram) * feed.accesses;
  const Cycles served = feed.steps * std::max<std::int64_t>(1, ceil_div(wanted, sram.ports));
  const std::int64_t left_over = served * sram.ports - feed.steps * wanted;
  const std::int64_t moved = ceil_div(ceil_div(dma_bytes, sram.bank_width_bytes), sram.banks);
  const Cycles more = ceil_div(std::max<std::int64_t>(0, moved - left_over), sram.ports);
  return served - feed.steps + more;
}

// Per streamed element the array takes one vector along its rows and, where sums leave or the other
// operand streams too, one along its columns; the stationary operand is read row by row, once per
// fold.
std::array<OperandFeed, 3> feeds_of(const TileShape& tile, const config::CoreConfig& core,
                                    const std::array<std::int64_t, 3>& element_bits, bool adds) {
  const config::MatrixUnitConfig& unit = core.matrix;
  const config::BankLayout layout = core.sram.layout;
  const ArrayView view = view_of(tile, unit.dataflow);
  const FoldPlan plan = plan_folds(tile, unit);
  const std::int64_t rows = std::min(view.rows, unit.rows);
  const std::int64_t cols = std::min(view.cols, unit.cols);
  const std::int64_t streamed = plan.folds() * plan.stream;
  const std::int64_t once = plan.col_folds() * view.rows;

  std::array<OperandFeed, 3> feeds;
  switch (unit.dataflow) {
    case Dataflow::weight_stationary:
      feeds[0] = feed_of({true, rows, tile.m, tile.k}, layout, streamed);
      feeds[1] = feed_of({true, cols, tile.k, tile.n}, layout, once);
      feeds[2] = feed_of({true, cols, tile.m, tile.n}, layout, streamed);
      break;
    case Dataflow::output_stationary:
      feeds[0] = feed_of({false, rows, tile.m, tile.k}, layout, streamed);
      feeds[1] = feed_of({true, cols, tile.k, tile.n}, layout, streamed);
      feeds[2] = feed_of({true, cols, tile.m, tile.n}, layout, once);
      break;
    case Dataflow::input_stationary:
      feeds[0] = feed_of({false, cols, tile.m, tile.k}, layout, once);
      feeds[1] = feed_of({false, rows, tile.k, tile.n}, layout, streamed);
      feeds[2] = feed_of({false, cols, tile.m, tile.n}, layout, streamed);
      break;
  }
  for (std::size_t i = 0; i < feeds.size(); ++i) feeds[i].element_bits = element_bits[i];
  const bool sums_return =
      adds || (plan.row_folds() > 1 && unit.dataflow != Dataflow::output_stationary);
  if (sums_return) feeds[2].accesses = 2;
  return feeds;
}

}  // namespace systole::timing
