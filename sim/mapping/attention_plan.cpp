#include "mapping/attention_plan.hpp"

#include <algorithm>
#include <array>

#include "base/checked.hpp"
#include "mapping/vector_cost.hpp"

namespace systole::mapping {

std::string_view name_of(Overlap overlap) {
  constexpr std::array<std::string_view, 4> kNames{"all", "arithmetic", "units", "none"};
  return kNames[static_cast<std::size_t>(overlap)];
}

std::string_view name_of(JobOrder order) {
  constexpr std::array<std::string_view, 2> kNames{"longest_first", "as_numbered"};
  return kNames[static_cast<std::size_t>(order)];
}

std::string_view name_of(Edges edges) {
  constexpr std::array<std::string_view, 2> kNames{"cut", "whole"};
  return kNames[static_cast<std::size_t>(edges)];
}

namespace {

/// Keys that queries of positions [first, last] see; positions count from the first query.
struct KeyRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

KeyRange keys_of(const workload::Attention& work, std::int64_t first, std::int64_t last) {
  const std::int64_t before = work.key_length - work.query_length;
  if (work.causal) {
    const std::int64_t oldest = work.window > 0 ? before + first - work.window + 1 : 0;
    return {std::max<std::int64_t>(0, oldest), before + last + 1};
  }
  if (work.window == 0 || work.window >= work.key_length) return {0, work.key_length};
  // A band of the window's width follows the queries; at both ends it is pushed inside.
  const std::int64_t width = std::min(work.key_length, work.window + last - first);
  const std::int64_t middle = std::max<std::int64_t>(0, before) + first - work.window / 2;
  const std::int64_t begin = std::clamp<std::int64_t>(middle, 0, work.key_length - width);
  return {begin, begin + width};
}

}  // namespace

std::int64_t AttentionPlan::row_tiles() const { return ceil_div(rows(), tile_rows); }

AttentionJob AttentionPlan::job(std::int64_t number) const {
  const std::int64_t part = number % parts;
  const std::int64_t place = number / parts;
  if (style.order == JobOrder::as_numbered)
    return job_at(place / row_tiles(), place % row_tiles(), part);
  const std::int64_t together = style.heads_together > 0
                                    ? std::min(heads(), style.heads_together * stacks_per_head())
                                    : heads();
  const std::int64_t first = place / (together * row_tiles()) * together;
  const std::int64_t among = std::min(together, heads() - first);
  const std::int64_t within = place - first * row_tiles();
  return job_at(first + within % among, row_tiles() - 1 - within / among, part);
}

AttentionJob AttentionPlan::job_at(std::int64_t head, std::int64_t tile, std::int64_t part) const {
  AttentionJob job;
  job.head = head;
  job.part = part;
  job.first_row = tile * tile_rows;
  job.rows = std::min(tile_rows, rows() - job.first_row);
  const KeyRange keys =
      keys_of(work, job.first_row / stack(), (job.first_row + job.rows - 1) / stack());
  const std::int64_t first_tile = keys.begin / tile_keys;
  const std::int64_t tiles = ceil_div(keys.end, tile_keys) - first_tile;
  const auto begin_of = [&](std::int64_t number) {
    return std::min(work.key_length, (first_tile + tiles * number / parts) * tile_keys);
  };
  job.first_key = begin_of(part);
  job.end_key = begin_of(part + 1);
  return job;
}

std::int64_t AttentionPlan::tiles_of(const AttentionJob& job) const {
  return job.empty() ? 0 : ceil_div(job.end_key - job.first_key, tile_keys);
}

std::int64_t AttentionPlan::cut_tiles(const AttentionJob& job, std::int64_t first,
                                      std::int64_t end) const {
  const std::int64_t before = work.key_length - work.query_length;
  const std::int64_t first_row = before + job.first_row / stack();
  const std::int64_t last_row = before + (job.first_row + job.rows - 1) / stack();
  std::int64_t cut = 0;
  for (std::int64_t key = first; key < end; key += tile_keys) {
    const bool hides_late = work.causal && key + tile_keys > first_row + 1;
    const bool hides_early = work.window > 0 && key < last_row - work.window + 1;
    if (hides_late || hides_early || key + tile_keys >= job.end_key) ++cut;
  }
  return cut;
}

std::int64_t AttentionPlan::multiplied_rows(std::int64_t rows) const {
  return style.edges == Edges::whole ? tile_rows : rows;
}

std::int64_t AttentionPlan::multiplied_keys(std::int64_t keys) const {
  return style.edges == Edges::whole ? align_up(keys, tile_keys) : keys;
}

Macs AttentionPlan::macs() const {
  Macs pairs = 0;
  for (std::int64_t tile = 0; tile < row_tiles(); ++tile) {
    for (std::int64_t part = 0; part < parts; ++part) {
      const AttentionJob one = job_at(0, tile, part);
      if (one.empty()) continue;
      pairs = checked_add(pairs,
                          checked_mul(multiplied_rows(one.rows),
                                      multiplied_keys(one.end_key - one.first_key), "pairs"),
                          "pairs");
    }
  }
  return checked_product({pairs, heads(), work.head_dim + work.value_dim}, "MACs");
}

std::array<program::SlotPlan, 3> slots_of(const AttentionPlan& plan) {
  const workload::Attention& work = plan.work;
  // Operands come as they lie in memory and are multiplied as `multiplied`: room for the larger.
  const auto room = [&](DType stored, std::int64_t elements) {
    return std::max(bytes_of(stored, elements), bytes_of(plan.multiplied, elements));
  };
  std::array<program::SlotPlan, 3> slots;
  slots[0] = {plan.slots.queries + plan.slots.probabilities,
              plan.tile_rows * room(plan.input, std::max(work.head_dim, plan.tile_keys))};
  slots[1] = {plan.slots.keys + (work.values_in_keys ? 0 : plan.slots.values),
              plan.tile_keys * room(plan.weight, std::max(work.head_dim, work.value_dim))};
  const Bytes sums = plan.tile_rows * std::max(plan.tile_keys, work.value_dim) * 4;
  const Bytes partial = plan.parts > 1 ? plan.tile_rows * plan.partial_row_bytes() : 0;
  slots[2] = {plan.slots.scores + plan.slots.sums, std::max(sums, partial)};
  return slots;
}

program::Vector softmax_work(const AttentionPlan& plan, std::int64_t rows, std::int64_t keys) {
  const VectorCost softmax = online_softmax();
  const VectorCost rescale = online_rescale();
  program::Vector work;
  work.simple = rows * keys * softmax.simple + rows * plan.work.value_dim * rescale.simple;
  work.special = rows * keys * softmax.special + rows * softmax.special_per_row;
  work.reductions = rows * softmax.reductions;
  const std::int64_t loaded =
      keys * (plan.work.head_dim + (plan.work.values_in_keys ? 0 : plan.work.value_dim));
  if (bits_of(plan.weight) < bits_of(plan.multiplied)) work.simple += 2 * loaded;
  return work;
}

program::Vector turning_work(const AttentionPlan& plan, std::int64_t keys) {
  program::Vector work;
  work.simple = plan.style.operations_per_value * keys * plan.work.value_dim;
  work.element_bits = bits_of(plan.weight);
  return work;
}

program::Vector summing_work(const AttentionPlan& plan, std::int64_t tiles) {
  program::Vector work;
  work.simple = plan.style.operations_per_tile * tiles;
  return work;
}

program::Vector masking_work(const AttentionPlan& plan, std::int64_t tiles) {
  program::Vector work;
  work.simple = plan.style.operations_per_masked_score * tiles * plan.tile_rows * plan.tile_keys;
  return work;
}

namespace {

constexpr std::int64_t kManyTiles = 1 << 12;  // in a kernel: some milliseconds to simulate
constexpr std::int64_t kMostTilesPerCommand = 32;
constexpr std::int64_t kManyWaves = 16;  // the tail of a share is half a wave at most

/// Keys and values of one head of a sequence.
Bytes head_bytes(const AttentionPlan& plan) {
  const Bytes values = plan.work.values_in_keys ? 0 : plan.value_row_bytes();
  return plan.work.key_length * (plan.key_row_bytes() + values);
}

/// Of queries, keys, values and outputs.
Bytes all_bytes(const AttentionPlan& plan) {
  const Bytes row =
      bytes_of(plan.input, plan.work.head_dim) + bytes_of(plan.output, plan.work.value_dim);
  return plan.heads() * plan.rows() * row + plan.key_heads() * head_bytes(plan);
}

/// Whether a shared buffer keeps as much of a share as of the whole: everything or hardly anything.
bool is_kept_alike(const AttentionPlan& share, Bytes whole, Bytes buffer) {
  return whole <= buffer || all_bytes(share) >= 2 * buffer;
}

std::int64_t tiles_of_rows(const AttentionPlan& plan) {
  std::int64_t tiles = 0;
  for (std::int64_t tile = 0; tile < plan.row_tiles(); ++tile) {
    for (std::int64_t part = 0; part < plan.parts; ++part)
      tiles += plan.tiles_of(plan.job_at(0, tile, part));
  }
  return tiles;
}

/// The most that the heads can be divided into.
std::int64_t alike_shares(const AttentionPlan& plan, Bytes buffer) {
  const Bytes whole = all_bytes(plan);
  const std::int64_t heads = plan.key_heads();
  AttentionPlan share = plan;
  for (share.shares = heads; share.shares > 1; --share.shares) {
    if (heads % share.shares != 0 || share.jobs() < kManyWaves * plan.cores) continue;
    if (is_kept_alike(share, whole, buffer)) break;
  }
  return share.shares;
}

}  // namespace

std::int64_t heads_that_stay(const config::Chip& chip, const AttentionPlan& plan) {
  if (!chip.shared_buffer.exists()) return 0;
  return std::max<std::int64_t>(1, chip.shared_buffer.bytes_for_all() / head_bytes(plan));
}

void limit_events(const config::Chip& chip, AttentionPlan& plan) {
  const std::int64_t tiles = tiles_of_rows(plan) * plan.heads();
  if (tiles <= kManyTiles) return;
  if (chip.accounting == config::Accounting::whole_operator) {
    plan.shares = alike_shares(plan, chip.shared_buffer.bytes_for_all());
  }
  plan.tiles_per_command =
      std::clamp<std::int64_t>(tiles / plan.shares / kManyTiles, 1, kMostTilesPerCommand);
}

}  // namespace systole::mapping
