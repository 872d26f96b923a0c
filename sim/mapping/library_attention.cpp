// FlashAttention-2 and -3, forward pass, https://github.com/Dao-AILab/flash-attention: Dao 2023,
// arXiv:2307.08691 and Shah et al. 2024, arXiv:2407.08608, as inference engines call them, with
// keys and values in pages.
#include "mapping/library_attention.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapping/flash_attention_3.hpp"

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

/// flash_fwd_launch_template.h, run_mha_fwd_splitkv_dispatch: what paged keys take.
Tile version_2_tile(std::int64_t dim) { return {64, dim <= 64 ? 256 : dim <= 128 ? 128 : 64}; }

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
    as_flash_attention_3(chip, rules == Rules::flash_attention_3 ? Build::authors : Build::vllm,
                         plan);
  } else {
    as_version_2(chip, plan);
  }
  if (!fits(plan, chip)) return std::nullopt;
  plan.cores = std::min(chip.core.count, plan.jobs());
  return plan;
}

}  // namespace systole::mapping
