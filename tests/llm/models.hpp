// Small models, and a machine whose times can be worked out by hand.
#pragma once

#include <cmath>
#include <cstdint>

#include "llm/instance.hpp"

namespace systole::test {

/// Four equal dense layers.
inline workload::DecoderModel small_dense() {
  workload::DecoderModel model;
  model.name = "small";
  model.hidden = 64;
  model.vocabulary = 128;
  workload::DecoderLayer layer;
  layer.attention.heads = 8;
  layer.attention.kv_heads = 4;
  layer.attention.head_dim = 8;
  layer.attention.rotary_dim = 8;
  layer.mlp.size = 96;
  model.layers.assign(4, layer);
  return model;
}

/// A dense layer and three of eight experts, two a token.
inline workload::DecoderModel small_mixture() {
  workload::DecoderModel model = small_dense();
  for (std::size_t i = 1; i < model.layers.size(); ++i) {
    workload::DecoderExperts& experts = model.layers[i].mlp.experts;
    experts.count = 8;
    experts.top_k = 2;
    experts.shared_size = 96;
  }
  return model;
}

/// Attention takes a nanosecond for each key and sequence, anything else one for each row; an
/// exchange takes ten.
inline llm::Machine plain_machine() {
  const auto simulate = [](const workload::Graph& graph) {
    result::Result result;
    result.machine.clock_hz = 1'000'000'000;
    for (const workload::Operator& op : graph.operators) {
      result::OperatorResult one;
      one.name = op.name;
      one.cycles = 1;
      if (const auto* gemm = std::get_if<workload::Gemm>(&op.work)) one.cycles = gemm->m;
      if (const auto* attention = std::get_if<workload::Attention>(&op.work))
        one.cycles = attention->batch * attention->key_length;
      one.counters.launches = 1;
      result.operators.push_back(one);
    }
    return result;
  };
  return {simulate, [](const workload::Operator&) { return 10e-9; }, 1.0};
}

inline llm::Parts parts_of(const workload::DecoderModel& model, const llm::ParallelPlan& plan) {
  return llm::Parts({model, plan, {}}, plain_machine());
}

inline llm::Instance instance_of(const workload::DecoderModel& model, const llm::ParallelPlan& plan,
                                 Bytes capacity = Bytes{1} << 40) {
  return llm::Instance(parts_of(model, plan), {}, {capacity, 1e12});
}

inline double total_of(const llm::Pieces& pieces) {
  double seconds = 0.0;
  for (const llm::Piece& piece : pieces) seconds += piece.seconds;
  return seconds;
}

}  // namespace systole::test
