#include <algorithm>

#include "base/checked.hpp"
#include "workload/decoder.hpp"

namespace systole::workload {

namespace {

/// A sum that is checked term by term.
class Count {
 public:
  void add(std::initializer_list<std::int64_t> factors) {
    sum_ = checked_add(sum_, checked_product(factors, "parameters"), "parameters");
  }
  /// `outputs` x `inputs`, and a bias for each output.
  void matrix(std::int64_t outputs, std::int64_t inputs, bool bias) {
    add({outputs, inputs});
    if (bias) add({outputs});
  }
  std::int64_t sum() const { return sum_; }

 private:
  std::int64_t sum_ = 0;
};

void count_latent(Count& count, const DecoderModel& model, const DecoderAttention& a) {
  const LatentAttention& l = *a.latent;
  const std::int64_t query = a.heads * (l.plain_dim + l.rotary_dim);
  if (l.q_rank > 0) {
    count.matrix(l.q_rank, model.hidden, a.qkv_bias);
    count.add({l.q_rank, model.norm_vectors});
  }
  count.matrix(query, l.q_rank > 0 ? l.q_rank : model.hidden, false);
  count.matrix(l.kv_rank + l.rotary_dim, model.hidden, a.qkv_bias);
  count.add({l.kv_rank, model.norm_vectors});
  count.matrix(a.heads * (l.plain_dim + l.value_dim), l.kv_rank, false);
  count.matrix(model.hidden, a.heads * l.value_dim, a.output_bias);
}

void count_attention(Count& count, const DecoderModel& model, const DecoderAttention& a) {
  if (a.latent) return count_latent(count, model, a);
  count.matrix((a.heads + 2 * a.kv_heads) * a.head_dim, model.hidden, a.qkv_bias);
  count.matrix(model.hidden, a.heads * a.head_dim, a.output_bias);
  if (a.qk_norm == QkNorm::per_head) count.add({2, a.head_dim});
  if (a.qk_norm == QkNorm::across_heads) count.add({a.heads + a.kv_heads, a.head_dim});
  if (a.sinks) count.add({a.heads});
}

void count_mlp(Count& count, const DecoderModel& model, const DecoderMlp& mlp) {
  const std::int64_t inner = mlp.gated ? 2 : 1;
  const DecoderExperts& experts = mlp.experts;
  const auto one = [&](std::int64_t size) {
    Count expert;
    expert.matrix(inner * size, model.hidden, mlp.bias);
    expert.matrix(model.hidden, size, mlp.bias);
    return expert.sum();
  };
  if (experts.count == 0) return count.add({one(mlp.size)});
  count.matrix(experts.count, model.hidden, experts.router_bias);
  count.add({experts.count, one(mlp.size)});
  if (experts.shared_size > 0) count.add({one(experts.shared_size)});
  if (experts.shared_gate) count.add({model.hidden});
}

std::int64_t norms_of(const DecoderNorms& norms) {
  return norms.before_attention + norms.after_attention + norms.before_mlp + norms.after_mlp;
}

/// What one token leaves in the cache of one layer.
std::int64_t cached_elements(const DecoderAttention& a) {
  if (a.latent) return a.latent->kv_rank + a.latent->rotary_dim;
  return 2 * a.kv_heads * a.head_dim;
}

}  // namespace

std::int64_t parameters_of(const DecoderModel& model) {
  Count count;
  count.add({model.vocabulary, model.hidden});
  count.add({model.learned_positions, model.hidden});
  if (!model.tied_embeddings) count.add({model.vocabulary, model.hidden});
  if (model.head_bias) count.add({model.vocabulary});
  if (model.embedding_norm) count.add({model.norm_vectors, model.hidden});
  for (const DecoderLayer& layer : model.layers) {
    count_attention(count, model, layer.attention);
    count_mlp(count, model, layer.mlp);
    count.add({norms_of(layer.norms), model.norm_vectors, model.hidden});
  }
  count.add({model.norm_vectors, model.hidden});  // the last one
  return count.sum();
}

Bytes kv_cache_bytes_of(const DecoderModel& model, const DecoderStep& step) {
  const std::int64_t positions = checked_add(step.context, step.tokens, "positions");
  Bytes sum = 0;
  for (const DecoderLayer& layer : model.layers) {
    const std::int64_t window = layer.attention.window;
    const std::int64_t kept = window > 0 ? std::min(window, positions) : positions;
    const std::int64_t elements =
        checked_product({step.batch, kept, cached_elements(layer.attention)}, "keys and values");
    sum = checked_add(sum, bytes_of(model.types.kv, elements), "bytes of keys and values");
  }
  return sum;
}

}  // namespace systole::workload
