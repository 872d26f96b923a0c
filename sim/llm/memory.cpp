#include "llm/memory.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"
#include "timing/chip_peaks.hpp"

namespace systole::llm {

using workload::DecoderModel;

namespace {

constexpr double kGiga = 1e9;
constexpr double kGib = 1024.0 * 1024.0 * 1024.0;

DecoderModel with_layers_of(const DecoderModel& rank, const Stage& stage) {
  DecoderModel part = rank;
  const auto first = rank.layers.begin() + static_cast<std::ptrdiff_t>(stage.first);
  part.layers.assign(first, first + static_cast<std::ptrdiff_t>(stage.count));
  return part;
}

}  // namespace

Bytes weight_bytes(const DecoderModel& rank, const ParallelPlan& plan, std::size_t stage) {
  const std::vector<Stage> stages = stages_of(plan, rank.layers.size());
  const auto counted = workload::parameters_by_type(with_layers_of(rank, stages.at(stage)));
  const bool is_last = stage + 1 == stages.size();
  std::int64_t others = counted.others;
  if (!is_last) others -= counted.head;
  // Where embedding and head are one matrix, the last stage has a copy.
  if (stage > 0 && !(is_last && rank.tied_embeddings)) others -= counted.embedding;
  const Bytes products =
      checked_add(bytes_of(rank.types.linear_weight, counted.linear),
                  bytes_of(rank.types.expert_weight, counted.experts), "bytes of weights");
  return checked_add(products, bytes_of(rank.types.activation, others), "bytes of weights");
}

Bytes kv_bytes(const DecoderModel& rank, const Stage& stage, std::int64_t sequences,
               std::int64_t positions) {
  workload::DecoderStep step;
  step.batch = sequences;
  step.tokens = positions;
  return kv_cache_bytes_of(with_layers_of(rank, stage), step);
}

Bytes activation_bytes(const Parts& parts, std::int64_t tokens) {
  const workload::Graph graph = parts.body_graph(tokens);
  Bytes largest = 0;
  for (const workload::Operator& op : graph.operators) {
    // One row of logits per sequence is all that is kept; attention reads the cache.
    if (!workload::is_simulated(op) || op.name == "lm_head") continue;
    if (std::holds_alternative<workload::Attention>(op.work)) continue;
    largest = std::max(largest, bytes_of(op, Operand::input) + bytes_of(op, Operand::output));
  }
  const Bytes residual =
      bytes_of(parts.rank().types.activation,
               checked_mul(tokens, parts.rank().hidden, "elements of the residual stream"));
  return checked_add(largest, residual, "bytes of activations");
}

ChipMemory memory_of(const config::Chip& chip) {
  return {static_cast<Bytes>(std::llround(chip.dram.capacity_gib * kGib)),
          timing::peak_bandwidth_gb_per_s(chip) * kGiga};
}

}  // namespace systole::llm
