// An operator's products as the mapper sees them: operands in memory, and what a tile of each
// occupies.
#pragma once

#include "config/chip.hpp"
#include "mapping/product.hpp"
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
  explicit Problem(Product product);
  Problem(const workload::Operator& op, const config::Chip& chip) : Problem(product_of(op, chip)) {}

  const Product& product() const { return product_; }
  const workload::Gemm& gemm() const { return product_.gemm; }
  /// Of one product; m is the most rows where they differ.
  timing::TileShape whole() const { return {gemm().m, gemm().n, gemm().k}; }
  /// By product, where they differ; else empty.
  const std::vector<std::int64_t>& rows() const { return product_.rows; }
  std::int64_t rows_of(std::int64_t product) const {
    return rows().empty() ? gemm().m : rows()[static_cast<std::size_t>(product)];
  }
  /// Of all products.
  std::int64_t all_rows() const;
  Macs macs() const;

  /// What a load of this tile's operand moves, or a store of its output.
  program::Region region(Operand operand, const TilePlace& tile) const;
  /// Where the partial sums of one part of K go: behind each other, far from any tensor.
  program::Region partial_region(std::int64_t part, const TilePlace& tile) const;
  /// Room that any tile of this size needs in the operand memory. Outputs are kept as sums, wider
  /// than they are stored; operands as they are multiplied.
  Bytes slot_bytes(Operand operand, const timing::TileShape& size) const;
  /// Bytes moved for one tile of this size, in the mean.
  Bytes moved_bytes(Operand operand, const timing::TileShape& size) const;
  /// Bits of one element as it lies in the operand memory.
  std::int64_t bits_on_chip(Operand operand) const;
  /// Whether the vector unit has to widen the operand before it can be multiplied.
  bool converts(Operand operand) const;

 private:
  struct Matrix;
  Matrix matrix_of(Operand operand, const TilePlace& tile) const;
  program::Region matrix_region(Operand operand, const TilePlace& tile) const;
  program::Region spread_region(const TilePlace& tile) const;
  program::Region image_region(const TilePlace& tile) const;
  program::Region image_piece(const TilePlace& tile, program::Region region) const;
  Bytes most_loaded(Operand operand, const timing::TileShape& size, std::int64_t bits) const;
  std::int64_t image_rows(std::int64_t first_pixel, std::int64_t pixels,
                          std::int64_t window_rows) const;
  std::int64_t most_image_rows(std::int64_t pixels, std::int64_t window_rows) const;
  std::int64_t bits_in_memory(Operand operand) const;
  Address base(Operand operand) const;
  bool reads_image() const { return product_.conv && !product_.conv->transposed; }
  bool spreads_output() const { return product_.conv && product_.conv->transposed; }

  Product product_;
  std::vector<std::int64_t> rows_before_;  ///< by product, where they differ
};

/// Operands lie far apart in the address space, each in a region of its own.
Address base_address(Operand operand);

/// Intermediate results lie this far behind the tensors of their operand: number 0, 1 ...
Address workspace_offset(std::int64_t number);

}  // namespace systole::mapping
