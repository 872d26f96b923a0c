#include "mapping/library.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/checked.hpp"
#include "mapping/search_waves.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

struct Block {
  std::int64_t m, n;
};

/// The thread block tiles of cuBLAS, most efficient first: NVIDIA, "Matrix Multiplication
/// Background User's Guide", section 3.1, https://docs.nvidia.com/deeplearning/performance/
constexpr std::array<Block, 8> kCublasTiles{
    {{256, 128}, {128, 256}, {128, 128}, {256, 64}, {64, 256}, {128, 64}, {64, 128}, {64, 64}}};

/// One row of a k tile is a line of 128 bytes, the widest swizzle of shared memory (CUTLASS,
/// media/docs/efficient_gemm.md).
constexpr std::int64_t kCublasRowBytes = 128;
/// A part of K shorter than this is not worth the sum that follows. Assumed.
constexpr std::int64_t kLeastSplitTiles = 8;

std::int64_t tiles_of(const TileShape& tile, const Problem& problem) {
  const TileShape counts = tile_counts(problem.whole(), tile);
  return checked_product({counts.m, counts.n, problem.gemm().count}, "tiles");
}

/// Whole waves times a tile's work; its edges stand for what smaller tiles load and start in vain
/// (assumed: as much as 32 more rows and columns).
std::int64_t quantised_work(const TileShape& tile, const TilingTask& task) {
  const std::int64_t waves = ceil_div(tiles_of(tile, task.problem), task.chip.core.count);
  return checked_mul(waves, tile.m * tile.n + 32 * (tile.m + tile.n), "work of all waves");
}

std::optional<Tiling> cublas_tiling(const TilingTask& task) {
  const TileShape whole = task.problem.whole();
  const std::int64_t row_elements =
      kCublasRowBytes * 8 / bits_of(task.problem.product().multiplied);
  std::optional<Tiling> best;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (const Block& block : kCublasTiles) {
    const TileShape tile{std::min(block.m, whole.m), std::min(block.n, whole.n),
                         std::min(row_elements, whole.k)};
    const std::int64_t work = quantised_work(tile, task);
    if (work >= least) continue;
    const auto tiling = complete_tiling(task, tile, 1);
    if (!tiling) continue;
    best = tiling;
    least = work;
  }
  if (!best) return best;
  const std::int64_t idle = task.chip.core.count / tiles_of(best->tile, task.problem);
  const std::int64_t k_tiles = ceil_div(whole.k, best->tile.k);
  best->split_k = std::max<std::int64_t>(1, std::min(idle, k_tiles / kLeastSplitTiles));
  best->group = 8;  // CUTLASS: threadblock swizzle of 8
  return best;
}

/// Blocks of 128 x 256 sums in L0C, k tiles of 256 elements of 16 bits in L1: catlass, default L1
/// and L0 tile shapes of its basic matmul, https://gitee.com/ascend/catlass, and its block swizzle
/// of 3.
std::optional<Tiling> cann_tiling(const TilingTask& task) {
  const TileShape whole = task.problem.whole();
  const std::int64_t k_elements = 512 * 8 / bits_of(task.problem.product().multiplied);
  for (std::int64_t k = k_elements; k >= 16; k /= 2) {
    const TileShape tile{std::min<std::int64_t>(128, whole.m), std::min<std::int64_t>(256, whole.n),
                         std::min(k, whole.k)};
    auto tiling = complete_tiling(task, tile, 1);
    if (!tiling || tiling->slots[0].slots < 2) continue;
    tiling->group = 3;
    return tiling;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Tiling> library_tiling(Rules rules, const TilingTask& task) {
  if (rules == Rules::cublas) return cublas_tiling(task);
  if (rules == Rules::cann) return cann_tiling(task);
  return std::nullopt;
}

}  // namespace systole::mapping
