// FlashAttention-2 and -3, forward pass, https://github.com/Dao-AILab/flash-attention: Dao 2023,
// arXiv:2307.08691 and Shah et al. 2024, arXiv:2407.08608, as inference engines call them, with
// keys and values in pages.
#include "mapping/library_attention.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "timing/matrix_rate.hpp"

namespace systole::mapping {

namespace {

constexpr std::int64_t kMostParts = 128;

struct Tile {
  std::int64_t rows, keys;
};

/// Version 3 keeps several tiles in flight in the 227 KiB of shared memory of a Hopper SM and
/// multiplies beside the softmax; what has less of it runs version 2.
bool runs_version_3(Rules rules, const config::Chip& chip) {
  if (rules == Rules::flash_attention_2) return false;
  if (rules == Rules::flash_attention_3) return true;
  const config::SramConfig& sram = chip.core.sram;
  return sram.input_kib + sram.weight_kib >= 227;
}

bool is_local(const workload::Attention& work) {
  return work.window > 0 && work.window < work.key_length;
}

/// flash_fwd_launch_template.h, run_mha_fwd_splitkv_dispatch: what paged keys take.
Tile version_2_tile(std::int64_t dim) { return {64, dim <= 64 ? 256 : dim <= 128 ? 128 : 64}; }

/// hopper/tile_size.h, tile_size_fwd_sm90. Wider heads (multi-head latent attention): FlashMLA's 64
/// by 64, https://github.com/deepseek-ai/FlashMLA.
Tile version_3_tile(const AttentionPlan& plan) {
  const std::int64_t dim = plan.work.head_dim;
  const bool local = is_local(plan.work);
  if (dim > 256) return {64, 64};
  if (bits_of(plan.multiplied) == 8) {
    if (dim <= 64) return {192, 160};
    if (dim <= 128) return {128, 160};
    return {128, dim <= 192 ? (local ? 128 : 160) : (local ? 64 : 128)};
  }
  // Without pages and a mask the library takes 192 keys; its probabilities overwrite their scores
  // in registers, which have slots of their own here.
  const bool few_rows = plan.rows() <= 64;  // use_one_mma_wg
  if (dim <= 64 && few_rows) return {64, 192};
  if (dim <= 64) return {192, local ? 160 : 128};
  if (dim <= 128) {
    return {few_rows ? 64 : 128, plan.work.causal || local ? 128 : 176};
  }
  return {128, dim <= 192 ? 96 : (local ? 64 : 80)};
}

/// Queries of a group are stacked, and the keys split over the two blocks of each SM.
void as_decoding_version_2(const config::Chip& chip, AttentionPlan& plan) {
  // Outputs go through a buffer of their own. Queries are in the order of the stacks already where
  // there is one key-value head, or one sequence (csrc/flash_attn/flash_api.cpp, mha_varlen_fwd).
  plan.style.copies = plan.work.kv_heads > 1 && plan.work.batch > 1 ? 2 : 1;
  plan.style.parts_ahead = 1;  // combine_attn_seqk_parallel reads one after the other
  plan.parts = parts_that_fill(plan.jobs(), 2 * chip.core.count,
                               ceil_div(plan.work.key_length, plan.tile_keys));
}

/// Products, then softmax, then products. Two blocks of 128 threads fit an SM: where there are two,
/// one's exponentials run beside the other's arithmetic. Queries of a group are stacked only where
/// each is a single one.
void as_version_2(const config::Chip& chip, AttentionPlan& plan) {
  const bool decodes = plan.work.query_length == 1 && plan.group() > 1 && plan.work.window == 0;
  plan.style.stacked_heads = decodes ? plan.group() : 1;
  plan.style.overlap = Overlap::none;
  plan.style.order = JobOrder::as_numbered;
  plan.style.jobs_in_flight = 1;
  plan.style.lookups = 2;
  plan.style.edges = Edges::whole;
  plan.slots = {1, 1, 1, 1, 1, 1};
  const Tile tile = version_2_tile(plan.work.head_dim);
  plan.tile_rows = tile.rows;
  plan.tile_keys = tile.keys;
  if (decodes) as_decoding_version_2(chip, plan);
  if (plan.jobs() > chip.core.count) plan.style.overlap = Overlap::units;
}

/// The most parts, as if there were one sequence, whatever the others are: hopper/heuristics.h,
/// num_splits_heuristic.
std::int64_t most_version_3_parts(std::int64_t jobs, std::int64_t cores, std::int64_t key_tiles) {
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
std::int64_t version_3_parts(const AttentionPlan& plan, std::int64_t cores) {
  constexpr std::int64_t kManySequences = 992;
  const workload::Attention& work = plan.work;
  if (work.batch > kManySequences) return 1;
  const std::int64_t seen =
      is_local(work) ? std::min(work.key_length, work.window + plan.tile_rows) : work.key_length;
  const std::int64_t jobs = work.kv_heads * plan.row_tiles();
  const std::int64_t most = most_version_3_parts(jobs, cores, ceil_div(seen, plan.tile_keys));
  const std::int64_t key_tiles = ceil_div(work.key_length, plan.tile_keys);
  const std::int64_t of_core = ceil_div(11 * work.batch * jobs * key_tiles, 10 * cores);
  return std::clamp<std::int64_t>(ceil_div(key_tiles, of_core), 1, most);
}

/// Two groups of warps take turns: one multiplies while the other works on its scores.
/// Exponentials are not hidden: with them behind the products, an H100 comes to the 661 TFLOPS of
/// table 2 of the paper (128 x 176 scores of 128 elements: 2816 cycles of products and 1408 of
/// exponentials, 66.7 % of the peak).
void as_version_3(const config::Chip& chip, AttentionPlan& plan) {
  if (bits_of(plan.weight) == 8 && timing::rate_of(chip.core.matrix, plan.weight).supported()) {
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
  plan.style.edges = Edges::whole;
  const bool wide = plan.work.head_dim > 192;
  plan.slots = {1, 1, wide ? 1 : 2, wide ? 1 : 2, 1, 1};
  const Tile tile = version_3_tile(plan);
  plan.tile_rows = tile.rows;
  plan.tile_keys = tile.keys;
  plan.parts = version_3_parts(plan, chip.core.count);
  // Parts or none, a kernel follows: it combines them, or it clears the counter of the jobs.
  if (plan.parts == 1) plan.style.idle_kernels = 1;
}

bool fits(const AttentionPlan& plan, const config::Chip& chip) {
  Bytes bytes = 0;
  for (const program::SlotPlan& slots : slots_of(plan)) bytes += slots.slots * slots.slot_bytes;
  return bytes <= chip.core.sram.size_kib * kKib;
}

}  // namespace

std::int64_t parts_that_fill(std::int64_t jobs, std::int64_t places, std::int64_t key_tiles) {
  if (10 * jobs >= 8 * places) return 1;
  // In thousandths of all places over whole waves; nothing for parts that make none shorter.
  const auto filled = [&](std::int64_t parts) -> std::int64_t {
    if (parts > 1 && ceil_div(key_tiles, parts) == ceil_div(key_tiles, parts - 1)) return 0;
    return 1000 * jobs * parts / (places * ceil_div(jobs * parts, places));
  };
  const std::int64_t most = std::min({kMostParts, places, key_tiles});
  std::int64_t best = 0;
  for (std::int64_t parts = 1; parts <= most; ++parts) best = std::max(best, filled(parts));
  std::int64_t parts = 1;
  while (100 * filled(parts) < 85 * best) ++parts;
  return parts;
}

std::optional<AttentionPlan> library_attention(Rules rules, const AttentionPlan& asked,
                                               const config::Chip& chip) {
  if (rules == Rules::best || rules == Rules::cann) return std::nullopt;
  AttentionPlan plan = asked;
  if (runs_version_3(rules, chip)) {
    as_version_3(chip, plan);
  } else {
    as_version_2(chip, plan);
  }
  if (!fits(plan, chip)) return std::nullopt;
  plan.cores = std::min(chip.core.count, plan.jobs());
  return plan;
}

}  // namespace systole::mapping
