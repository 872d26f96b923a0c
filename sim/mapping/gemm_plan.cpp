#include "mapping/gemm_plan.hpp"

#include <algorithm>

#include "base/checked.hpp"

namespace systole::mapping {

namespace {

/// Of the type that a unit's steps and stages are given for.
constexpr std::int64_t kStageBits = 16;

/// In memory K lies in rows, of which a kernel reads a stage at a time. Windows of images do not.
Bytes piece_of(const Problem& problem, Operand operand, std::int64_t tile_k,
               const config::MatrixUnitConfig& unit) {
  const Product& product = problem.product();
  if (!product.tiled || product.conv) return 0;
  const DType stored = operand == Operand::input ? product.input : product.weight;
  const std::int64_t stage_k = unit.stage_k * kStageBits / bits_of(product.multiplied);
  return bytes_of(stored, std::min(tile_k, stage_k));
}

}  // namespace

Bytes piece_bytes_of(const Problem& problem, const Tiling& tiling,
                     const config::MatrixUnitConfig& unit) {
  return std::min(piece_of(problem, Operand::input, tiling.tile.k, unit),
                  piece_of(problem, Operand::weight, tiling.tile.k, unit));
}

// Neighbouring cores have neighbouring tiles of the second loop, so they share the operand that the
// first loop tells apart; with one tile along the second loop it is the other way round.
Bytes delivered_bytes(const Problem& problem, const Tiling& tiling) {
  const Bytes input = problem.moved_bytes(Operand::input, tiling.tile);
  const Bytes weight = problem.moved_bytes(Operand::weight, tiling.tile);
  if (tiling.cluster < 2) return input + weight;
  const timing::TileShape counts = tile_counts(problem.whole(), tiling.tile);
  const bool along_second = along(counts, tiling.order[1]) > 1;
  const Dimension dimension = along_second ? tiling.order[1] : tiling.order[0];
  const std::int64_t sharers = std::min(tiling.cluster, along(counts, dimension));
  return indexes(Operand::weight, dimension) ? ceil_div(input, sharers) + weight
                                             : input + ceil_div(weight, sharers);
}

GemmPlan gemm_plan(const Problem& problem, const Epilogue& epilogue, const Tiling& tiling,
                   const config::Chip& chip) {
  const Epilogue& own = tiling.split_k > 1 ? Epilogue{} : epilogue;
  GemmPlan plan{problem, tiling, chip.core.matrix, with_drain(own, chip), 0, {}};
  const config::DmaConfig& dma = chip.core.dma;
  if (problem.product().tiled) plan.largest_load = dma.burst_bytes * dma.outstanding_bursts;
  for (const Operand operand : {Operand::input, Operand::weight}) {
    plan.piece_bytes[static_cast<std::size_t>(operand)] =
        piece_of(problem, operand, tiling.tile.k, chip.core.matrix);
  }
  return plan;
}

}  // namespace systole::mapping
