// What is multiplied: an operator's products as the matrix unit of a chip meets them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "config/chip.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

struct Product {
  /// With `rows`, m is the most rows of a group.
  workload::Gemm gemm;
  std::vector<std::int64_t> rows;  ///< of each product, where they differ (experts)
  std::optional<workload::Conv2d> conv;
  DType input = DType::fp16;
  DType weight = DType::fp16;
  DType output = DType::fp16;
  /// What the matrix unit multiplies; narrower operands are converted on the vector unit.
  DType multiplied = DType::fp16;
  std::int64_t sum_bits = 32;
  /// Elements of K in memory for each one that is multiplied: 2 where weights are 2:4 sparse and
  /// the unit skips the zeros.
  std::int64_t input_k_factor = 1;
  /// Operands lie in memory tile by tile, each tile one piece.
  bool tiled = false;
  /// Added to where the operands lie, by Operand: intermediate results have places of their own.
  std::array<Address, 3> offset{};
  /// What had to be done otherwise than asked, for the notes of the run.
  std::vector<std::string> notes;
};

/// The products of a GEMM, a convolution or a grouped GEMM. Throws UserError, naming the operator,
/// where the unit multiplies neither the type nor a wider one.
Product product_of(const workload::Operator& op, const config::Chip& chip);

/// The type itself, or the next wider one that the unit multiplies; nothing where there is none.
std::optional<DType> multiplied_as(DType dtype, const config::MatrixUnitConfig& unit);

/// Whether operands of this chip lie tile by tile: where a shared buffer is looked up block by
/// block.
bool lays_out_by_tiles(const config::Chip& chip);

}  // namespace systole::mapping
