// An operator as the mapper sees it: its product, its operands in memory, and what a tile of each
// occupies.
#pragma once

#include <optional>

#include "config/chip.hpp"
#include "program/command.hpp"
#include "timing/fold.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

/// A tile's place in the operator: which product, and the first index along each dimension.
struct TilePlace {
  std::int64_t product = 0;
  timing::TileShape first;
  timing::TileShape size;
};

/// A GEMM, or a convolution as an implicit GEMM: its input tiles are pieces of the image, not of
/// the im2col matrix.
class Problem {
 public:
  Problem(const workload::Operator& op, const config::Chip& chip);

  const workload::Gemm& gemm() const { return gemm_; }
  timing::TileShape whole() const { return {gemm_.m, gemm_.n, gemm_.k}; }

  /// What a load of this tile's operand moves, or a store of its output.
  program::Region region(Operand operand, const TilePlace& tile) const;
  /// Room that any tile of this size needs in the operand memory. Outputs are kept as sums, wider
  /// than they are stored.
  Bytes slot_bytes(Operand operand, const timing::TileShape& size) const;
  /// Bytes moved for one tile of this size, in the mean.
  Bytes moved_bytes(Operand operand, const timing::TileShape& size) const;

 private:
  program::Region image_region(const TilePlace& tile) const;
  program::Region matrix_region(Operand operand, const TilePlace& tile) const;
  std::int64_t image_rows(std::int64_t first_pixel, std::int64_t pixels,
                          std::int64_t window_rows) const;
  std::int64_t most_image_rows(std::int64_t pixels, std::int64_t window_rows) const;
  DType dtype_of(Operand operand) const;

  workload::Gemm gemm_;
  std::optional<workload::Conv2d> conv_;
  DType input_;
  DType weight_;
  DType output_;
  int sum_bits_;
};

/// Operands lie far apart in the address space, each in a region of its own.
Address base_address(Operand operand);

}  // namespace systole::mapping
