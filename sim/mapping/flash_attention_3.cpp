// FlashAttention-3, forward pass, https://github.com/Dao-AILab/flash-attention/tree/main/hopper:
// Shah et al. 2024, arXiv:2407.08608, with keys and values in pages, and what vLLM's fork of it,
// https://github.com/vllm-project/flash-attention, does otherwise.
#include "mapping/flash_attention_3.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "timing/matrix_rate.hpp"

namespace systole::mapping {

namespace {

constexpr std::int64_t kMostParts = 128;

struct Tile {
  std::int64_t rows, keys;
};

bool is_local(const workload::Attention& work) {
  return work.window > 0 && work.window < work.key_length;
}

/// hopper/tile_size.h, tile_size_fwd_sm90: rows of 64 for one group of warps to multiply where
/// there are no more and every key is seen (use_one_mma_wg). Wider heads (multi-head latent
/// attention): FlashMLA's 64 by 64, https://github.com/deepseek-ai/FlashMLA.
Tile tile_of_bytes(std::int64_t dim, bool few_rows, bool local) {
  if (dim <= 64) return few_rows ? Tile{64, 128} : Tile{192, 160};
  if (dim <= 192) return {128, dim > 128 && local ? 128 : 160};
  return {128, local ? 64 : 128};
}

Tile tile_of(const AttentionPlan& plan) {
  const std::int64_t dim = plan.work.head_dim;
  const bool local = is_local(plan.work);
  const bool few_rows = plan.rows() <= 64 && !local;
  if (dim > 256) return {64, 64};
  if (bits_of(plan.multiplied) == 8) return tile_of_bytes(dim, few_rows, local);
  // Without pages and a mask the library takes 192 keys; its probabilities overwrite their scores
  // in registers, which have slots of their own here.
  if (dim <= 64 && few_rows) return {64, 192};
  if (dim <= 64) return {192, local ? 160 : 128};
  if (dim <= 128) {
    return {few_rows ? 64 : 128, plan.work.causal || local ? 128 : 176};
  }
  return {128, dim <= 192 ? 96 : (local ? 64 : 80)};
}

/// The most parts, as if there were one sequence, whatever the others are: hopper/heuristics.h,
/// num_splits_heuristic.
std::int64_t most_parts(std::int64_t jobs, std::int64_t cores, std::int64_t key_tiles) {
  constexpr std::int64_t kFewTiles = 4;
  if (10 * jobs >= 8 * cores || key_tiles <= kFewTiles) return 1;
  if (key_tiles <= 2 * kFewTiles && jobs >= 32) return 1;
  // In ten-thousandths of all cores over whole waves; parts of few tiles count for less.
  const auto filled = [&](std::int64_t parts) {
    const std::int64_t share = key_tiles / parts < kFewTiles ? 85 : 100;
    return share * 100 * jobs * parts / (cores * ceil_div(jobs * parts, cores));
  };
  const std::int64_t most = std::min({kMostParts, cores, key_tiles});
  std::int64_t best = 0;
  for (std::int64_t parts = 1; parts <= most; ++parts) best = std::max(best, filled(parts));
  std::int64_t parts = 1;
  while (100 * filled(parts) < 95 * best) ++parts;
  return parts;
}

/// As few as give each core its share of all tiles and a tenth more, in all sequences:
/// hopper/flash_prepare_scheduler.cu. Of many sequences none is split.
std::int64_t parts_of(const AttentionPlan& plan, std::int64_t cores) {
  constexpr std::int64_t kManySequences = 992;
  const workload::Attention& work = plan.work;
  if (work.batch > kManySequences) return 1;
  const std::int64_t seen =
      is_local(work) ? std::min(work.key_length, work.window + plan.tile_rows) : work.key_length;
  const std::int64_t jobs = work.kv_heads * plan.row_tiles();
  const std::int64_t most = most_parts(jobs, cores, ceil_div(seen, plan.tile_keys));
  const std::int64_t key_tiles = ceil_div(work.key_length, plan.tile_keys);
  const std::int64_t of_core = ceil_div(11 * work.batch * jobs * key_tiles, 10 * cores);
  return std::clamp<std::int64_t>(ceil_div(key_tiles, of_core), 1, most);
}

constexpr std::int64_t kThreadsOfGroup = 128;
constexpr std::int64_t kRowsOfGroup = 64;

/// Words of 32 bits that a thread has registers for, where keys and values are loaded without the
/// tensor memory accelerator: hopper/flash_fwd_kernel_sm90.h, MmaRegisterRequirement.
std::int64_t registers_of_thread(std::int64_t groups) {
  return groups == 1 ? 256 : groups == 2 ? 232 : 160;
}

/// Words of a thread beyond those: sums and as many apart, scores, and probabilities of 8 bits.
std::int64_t spilled_words(const AttentionPlan& plan, std::int64_t groups) {
  // Maxima and denominators of two rows, addresses, the loop. Assumed; measured times were known.
  constexpr std::int64_t kOthers = 8;
  const std::int64_t of_thread = kThreadsOfGroup / kRowsOfGroup;
  const std::int64_t sums = plan.work.value_dim / of_thread;
  const std::int64_t scores = plan.tile_keys / of_thread;
  const std::int64_t words = 2 * sums + scores + scores / 4 + kOthers;
  return std::max<std::int64_t>(0, words - registers_of_thread(groups));
}

/// Tensor cores add products of 8 bits up with less than 32, so those of a tile are made apart, and
/// added to the sums afterwards (https://github.com/vllm-project/flash-attention/pull/104). Sums
/// that do not fit are read and written when they are added to and when they are rescaled.
void add_up_apart(AttentionPlan& plan) {
  constexpr std::int64_t kClearAndAdd = 2;
  constexpr std::int64_t kAccesses = 4;
  constexpr std::int64_t kLanesOfAccess = 4;  // load or store units are a quarter of the lanes
  constexpr std::int64_t kDimInTurns = 128;   // UseSchedulerBarrier
  const std::int64_t groups = plan.tile_rows / kRowsOfGroup;
  const std::int64_t spilled = spilled_words(plan, groups) * groups * kThreadsOfGroup;
  plan.style.operations_per_tile =
      kClearAndAdd * plan.tile_rows * plan.work.value_dim + kAccesses * kLanesOfAccess * spilled;
  // What is added at once is waited for: no softmax runs beside the products of its own group, nor
  // beside those of others that take strict turns.
  if (groups == 1 || plan.work.head_dim >= kDimInTurns) plan.style.overlap = Overlap::none;
}

bool multiplies_bytes(const config::Chip& chip, const AttentionPlan& plan) {
  return bits_of(plan.weight) == 8 && timing::rate_of(chip.core.matrix, plan.weight).supported();
}

}  // namespace

/// Two groups of warps take turns: one multiplies while the other works on its scores.
/// Exponentials are not hidden: with them behind the products, an H100 comes to the 661 TFLOPS of
/// table 2 of the paper (128 x 176 scores of 128 elements: 2816 cycles of products and 1408 of
/// exponentials, 66.7 % of the peak).
void as_flash_attention_3(const config::Chip& chip, Build build, AttentionPlan& plan) {
  if (multiplies_bytes(chip, plan)) {
    plan.multiplied = plan.weight;
    // Products of 8 bits want both operands along k, and values lie across it: byte by byte they
    // are turned in shared memory (hopper/mainloop_fwd_sm90_tma_gmma_ws.hpp, Transpose_V).
    plan.style.operations_per_value = 1;
  }
  plan.style.overlap = Overlap::arithmetic;
  plan.style.heads_together = heads_that_stay(chip, plan);  // hopper/tile_scheduler.hpp
  plan.style.jobs_in_flight = 1;
  // The counter of jobs, tiles of the sequences, heads that go together, lengths, pages.
  plan.style.lookups = 5;
  plan.style.sequences_per_read = 31;  // kNumBatchPerWarp
  // hopper/mask.h: a comparison, or three where old keys are hidden and some kept, and a choice.
  plan.style.operations_per_masked_score = is_local(plan.work) ? 4 : 2;
  plan.style.edges = Edges::whole;
  const bool wide = plan.work.head_dim > 192;
  plan.slots = {1, 1, wide ? 1 : 2, wide ? 1 : 2, 1, 1};
  const Tile tile = tile_of(plan);
  plan.tile_rows = tile.rows;
  plan.tile_keys = tile.keys;
  plan.parts = parts_of(plan, chip.core.count);
  if (bits_of(plan.multiplied) == 8 && build == Build::vllm) add_up_apart(plan);
  // Parts or none, a kernel follows: it combines them, or it clears the counter of the jobs.
  if (plan.parts == 1) plan.style.idle_kernels = 1;
}

}  // namespace systole::mapping
