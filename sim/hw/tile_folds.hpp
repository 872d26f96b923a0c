// The folds of one tile, one by one, and where each element of a fold lies in the GEMM.
#pragma once

#include <vector>

#include "config/chip.hpp"
#include "hw/product_memory.hpp"
#include "program/command.hpp"
#include "timing/fold.hpp"

namespace systole::hw {

/// One fold with its place in the GEMM. `rows` and `cols` have work; the array may be charged for
/// more.
struct TileFold {
  Dataflow dataflow = Dataflow::weight_stationary;
  std::int64_t product = 0;
  std::int64_t row0 = 0;  ///< first index along the dimension that lies on the rows
  std::int64_t col0 = 0;
  std::int64_t stream0 = 0;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t stream = 0;
  bool continues = false;
  bool holds = false;

  /// What enters row `row` from the west as element `index` of this piece's stream; 0 in rows
  /// without work.
  double west(const ProductMemory& memory, std::int64_t row, std::int64_t index) const;
  /// Output stationary: what enters column `col` from the north.
  double north(const ProductMemory& memory, std::int64_t col, std::int64_t index) const;
  /// Weight and input stationary: what stays in PE (row, col).
  double stationary(const ProductMemory& memory, std::int64_t row, std::int64_t col) const;
  /// Adds a sum that left column `col` to the product it belongs to; sums without work are dropped.
  /// `index` counts from the start of the fold.
  void collect(ProductMemory& memory, std::int64_t row, std::int64_t col, std::int64_t index,
               double sum) const;
};

/// In the order in which the array runs them.
std::vector<TileFold> folds_of(const program::Compute& tile,
                               const config::MatrixUnitConfig& config);

}  // namespace systole::hw
