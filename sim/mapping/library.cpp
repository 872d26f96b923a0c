#include "mapping/library.hpp"

#include <algorithm>
#include <array>

#include "base/checked.hpp"
#include "mapping/best_tiling.hpp"
#include "mapping/search_waves.hpp"

namespace systole::mapping {

namespace {

using timing::TileShape;

struct Block {
  std::int64_t m, n;
};

/// The thread block tiles of cuBLAS: NVIDIA, "Matrix Multiplication Background User's Guide",
/// section 3.1, https://docs.nvidia.com/deeplearning/performance/
constexpr std::array<Block, 8> kCublasTiles{
    {{256, 128}, {128, 256}, {128, 128}, {256, 64}, {64, 256}, {128, 64}, {64, 128}, {64, 64}}};
/// More of them for units whose instruction makes 64 rows of 8 to 256 columns (PTX ISA, wgmma):
/// thin ones, and such as divide an output with less of a tail. The operands lie either way round.
constexpr std::array<Block, 9> kWarpgroupTiles{{{64, 32},
                                                {64, 16},
                                                {64, 8},
                                                {128, 32},
                                                {128, 96},
                                                {128, 160},
                                                {128, 192},
                                                {192, 192},
                                                {256, 192}}};
constexpr std::int64_t kWarpgroupRows = 64;
/// Larger blocks than the output, rounded up to this, would work on nothing.
constexpr std::int64_t kWidestPadding = 64;

/// One row of a stage is a line of 128 bytes, the widest swizzle of shared memory (CUTLASS,
/// media/docs/efficient_gemm.md).
constexpr std::int64_t kCublasRowBytes = 128;
/// Stages that are brought together, so that long products need fewer commands: as many bytes are
/// in flight.
constexpr std::array<std::int64_t, 3> kStagesTogether{1, 2, 4};
constexpr std::int64_t kMostSlots = 4;
/// Thread blocks that share a core: each needs several stages of the shared memory. Assumed.
constexpr std::int64_t kMostBlocks = 2;
constexpr Bytes kSumBytes = 4;
/// First instructions, then parameters, then the loop's instructions come from the shared buffer.
/// Assumed, when it was known that small kernels lacked half a microsecond.
constexpr std::int64_t kLookups = 3;
/// A part of K shorter than this is not worth the sum that follows. Assumed.
constexpr std::int64_t kLeastSplitTiles = 4;

constexpr std::int64_t kPingPong = 2;

/// As many stages as the operand memory holds.
void add_slots(const config::SramConfig& sram, Tiling& tiling) {
  if (sram.input_kib == 0 || sram.weight_kib == 0) return;
  const std::int64_t slots =
      std::min({kMostSlots, sram.input_kib * kKib / tiling.slots[0].slot_bytes,
                sram.weight_kib * kKib / tiling.slots[1].slot_bytes});
  tiling.slots[0].slots = tiling.slots[1].slots = std::max(slots, tiling.slots[0].slots);
}

bool has_warpgroups(const config::Chip& chip) {
  return chip.core.matrix.units * chip.core.matrix.step_m >= kWarpgroupRows;
}

class CublasChoice {
 public:
  explicit CublasChoice(const TilingTask& task)
      : task_(task),
        stage_k_(kCublasRowBytes * 8 / bits_of(task.problem.product().multiplied)),
        warpgroups_(has_warpgroups(task.chip)),
        best_(task) {}

  std::optional<Tiling> run() {
    for (const Block& block : kCublasTiles) consider(block);
    if (warpgroups_) consider_both_ways();
    return best_.found();
  }

 private:
  void consider_both_ways() {
    for (const Block& block : kWarpgroupTiles) {
      consider(block);
      if (block.m != block.n) consider({block.n, block.m});
    }
  }

  void consider(const Block& block) {
    const TileShape whole = task_.problem.whole();
    if (block.m > align_up(whole.m, kWidestPadding)) return;
    if (block.n > align_up(whole.n, kWidestPadding)) return;
    for (const std::int64_t stages : kStagesTogether) {
      if (stages > 1 && (stages - 1) * stage_k_ >= whole.k) break;
      auto tiling = complete_tiling(task_,
                                    {std::min(block.m, whole.m), std::min(block.n, whole.n),
                                     std::min(stages * stage_k_, whole.k)},
                                    1);
      if (!tiling || tiling->slots[0].slots < 2) break;
      add_slots(task_.chip.core.sram, *tiling);
      if (!warpgroups_) share_core(block, *tiling);
      offer(*tiling);
    }
  }

  /// Sums are half of what registers hold at most, and smaller blocks share a core.
  void share_core(const Block& block, Tiling& tiling) const {
    const Bytes registers = 2 * block.m * block.n * kSumBytes;
    const Bytes all = task_.chip.core.sram.output_kib * kKib;
    tiling.tiles_in_flight = std::clamp<std::int64_t>(all / registers, 1, kMostBlocks);
    tiling.slots[2].slots = 1;
  }

  void offer(Tiling tiling) {
    tiling.lookups = kLookups;
    tiling.group = 8;  // CUTLASS: threadblock swizzle of 8
    const TileShape counts = tile_counts(task_.problem.whole(), tiling.tile);
    const std::int64_t tiles =
        checked_product({counts.m, counts.n, task_.problem.gemm().count}, "tiles");
    const std::int64_t most = std::max<std::int64_t>(
        1, std::min(std::max<std::int64_t>(4, 2 * task_.chip.core.count / tiles),
                    counts.k * tiling.tile.k / (kLeastSplitTiles * stage_k_)));
    for (std::int64_t parts = 1; parts <= most; parts += std::max<std::int64_t>(1, parts / 2)) {
      tiling.split_k = parts;
      if (parts <= counts.k && best_.can_win(tiling)) best_.offer(tiling);
    }
  }

  const TilingTask& task_;
  std::int64_t stage_k_;
  bool warpgroups_;
  BestTiling best_;
};

/// Products of 8-bit floats as vLLM calls CUTLASS on a chip with warpgroups: by the rows alone, K
/// whole, in stages of 128 bytes; two warpgroups in turn, one of which stores while the other
/// multiplies (csrc/quantization/cutlass_w8a8/c3x/scaled_mm_sm90_fp8_dispatch.cuh).
std::optional<Tiling> scaled_tiling(const TilingTask& task) {
  const TileShape whole = task.problem.whole();
  const std::int64_t rows = whole.m <= 128 ? 64 : 128;
  const std::int64_t columns = whole.m <= 64 ? 64 : 128;
  auto tiling = complete_tiling(
      task,
      {std::min(rows, whole.m), std::min(columns, whole.n), std::min(kCublasRowBytes, whole.k)}, 1);
  if (!tiling || tiling->slots[0].slots < 2) return std::nullopt;
  add_slots(task.chip.core.sram, *tiling);
  tiling->tiles_in_flight = kPingPong;
  tiling->slots[2].slots = kPingPong;
  tiling->lookups = kLookups;
  tiling->group = 0;
  // The shorter side of the output is walked first (include/cutlass/gemm/kernel/
  // tile_scheduler_params.h, RasterOrderOptions::Heuristic).
  const TileShape counts = tile_counts(whole, tiling->tile);
  if (counts.n <= counts.m) tiling->order = {Dimension::m, Dimension::n, Dimension::k};
  return tiling;
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
  const bool scaled = task.problem.product().multiplied == DType::fp8 && has_warpgroups(task.chip);
  if (rules == Rules::cublas && scaled) return scaled_tiling(task);
  if (rules == Rules::cublas) return CublasChoice(task).run();
  if (rules == Rules::cann) return cann_tiling(task);
  return std::nullopt;
}

}  // namespace systole::mapping
