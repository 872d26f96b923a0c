#include "mapping/attention_plan.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapping/vector_cost.hpp"

namespace systole::mapping {

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
  AttentionJob job;
  job.part = number % parts;
  job.head = number / parts % heads();
  const std::int64_t tile = row_tiles() - 1 - number / parts / heads();
  job.first_row = tile * tile_rows;
  job.rows = std::min(tile_rows, rows() - job.first_row);
  const KeyRange keys =
      keys_of(work, job.first_row / group(), (job.first_row + job.rows - 1) / group());
  const std::int64_t first_tile = keys.begin / tile_keys;
  const std::int64_t tiles = ceil_div(keys.end, tile_keys) - first_tile;
  const auto begin_of = [&](std::int64_t part) {
    return std::min(work.key_length, (first_tile + tiles * part / parts) * tile_keys);
  };
  job.first_key = begin_of(job.part);
  job.end_key = begin_of(job.part + 1);
  return job;
}

Macs AttentionPlan::macs() const {
  Macs pairs = 0;
  const std::int64_t per_tile = heads() * parts;
  for (std::int64_t tile = 0; tile < row_tiles(); ++tile) {
    for (std::int64_t part = 0; part < parts; ++part) {
      const AttentionJob one = job(tile * per_tile + part);
      if (one.empty()) continue;
      pairs =
          checked_add(pairs, checked_mul(one.rows, one.end_key - one.first_key, "pairs"), "pairs");
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

}  // namespace systole::mapping
