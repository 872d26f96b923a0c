// How a tile of a GEMM folds over an array, for the three dataflows.
#pragma once

#include "base/terms.hpp"
#include "base/units.hpp"
#include "config/chip.hpp"

namespace systole::timing {

/// A tile of a GEMM: m x k inputs times k x n weights.
struct TileShape {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
};

/// A tile as the array sees it: which dimension lies along the rows, which along the columns, which
/// streams.
struct ArrayView {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t stream = 0;
};

/// weight stationary: k along rows, n along columns, m streams; output stationary: m, n, k;
/// input stationary: k, m, n.
ArrayView view_of(const TileShape& tile, Dataflow dataflow);
TileShape tile_of(const ArrayView& view, Dataflow dataflow);

/// One pass over the array: the rows and columns it is charged for, and the elements that stream
/// past.
struct Fold {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t stream = 0;
};

/// The folds of a tile, in the order in which they run: along the rows first, then the next
/// columns.
struct FoldPlan {
  std::int64_t full_row_folds = 0;
  std::int64_t full_col_folds = 0;
  std::int64_t edge_rows = 0;  ///< rows of the last, partial row fold; 0 when there is none
  std::int64_t edge_cols = 0;
  std::int64_t stream = 0;

  std::int64_t row_folds() const { return full_row_folds + (edge_rows > 0); }
  std::int64_t col_folds() const { return full_col_folds + (edge_cols > 0); }
  std::int64_t folds() const { return row_folds() * col_folds(); }
};

FoldPlan plan_folds(const TileShape& tile, const config::MatrixUnitConfig& unit);

/// Elements the array reads and writes while it works on one tile.
/// Source of the counts: the access counts of SCALE-Sim's reports (Samajdar et al., ISPASS 2020).
struct ArrayAccesses {
  std::int64_t input_reads = 0;
  std::int64_t weight_reads = 0;
  std::int64_t output_writes = 0;
  /// Row folds after the first add to sums that already left the array (0 where sums stay in the
  /// PEs).
  std::int64_t partial_sum_reads = 0;
};

/// `plan` is that of the tile, which may be one of scaled k (scaled_to_rate).
ArrayAccesses accesses_of(const TileShape& tile, const FoldPlan& plan, Dataflow dataflow);

}  // namespace systole::timing
