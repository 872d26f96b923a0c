#include <algorithm>

#include "base/checked.hpp"
#include "workload/decoder.hpp"

namespace systole::workload {

namespace {

/// Sums that are checked term by term.
class Count {
 public:
  using Factors = std::initializer_list<std::int64_t>;

  /// `outputs` x `inputs` in the type of the layers' products, and a bias for each output.
  void matrix(std::int64_t outputs, std::int64_t inputs, bool bias) {
    add(sums_.linear, {outputs, inputs});
    if (bias) other({outputs});
  }
  void experts(std::int64_t count, Factors weights) {
    add(sums_.experts, {count, checked_product(weights, kWhat)});
  }
  void other(Factors factors) { add(sums_.others, factors); }
  void embedding(Factors factors) { apart(sums_.embedding, factors); }
  void head(Factors factors) { apart(sums_.head, factors); }
  const DecoderParameters& sums() const { return sums_; }

 private:
  static constexpr const char* kWhat = "parameters";

  static void add(std::int64_t& sum, Factors factors) {
    sum = checked_add(sum, checked_product(factors, kWhat), kWhat);
  }
  void apart(std::int64_t& sum, Factors factors) {
    add(sum, factors);
    other(factors);
  }

  DecoderParameters sums_;
};

void count_latent(Count& count, const DecoderModel& model, const DecoderAttention& a) {
  const LatentAttention& l = *a.latent;
  const std::int64_t query = a.heads * (l.plain_dim + l.rotary_dim);
  if (l.q_rank > 0) {
    count.matrix(l.q_rank, model.hidden, a.qkv_bias);
    count.other({l.q_rank, model.norm_vectors});
  }
  count.matrix(query, l.q_rank > 0 ? l.q_rank : model.hidden, false);
  count.matrix(l.kv_rank + l.rotary_dim, model.hidden, a.qkv_bias);
  count.other({l.kv_rank, model.norm_vectors});
  count.matrix(a.heads * (l.plain_dim + l.value_dim), l.kv_rank, false);
  count.matrix(model.hidden, a.heads * l.value_dim, a.output_bias);
}

void count_attention(Count& count, const DecoderModel& model, const DecoderAttention& a) {
  if (a.latent) return count_latent(count, model, a);
  count.matrix((a.heads + 2 * a.kv_heads) * a.head_dim, model.hidden, a.qkv_bias);
  count.matrix(model.hidden, a.heads * a.head_dim, a.output_bias);
  if (a.qk_norm == QkNorm::per_head) count.other({2, a.head_dim});
  if (a.qk_norm == QkNorm::across_heads) count.other({a.heads + a.kv_heads, a.head_dim});
  if (a.sinks) count.other({a.heads});
}

void count_dense(Count& count, const DecoderModel& model, const DecoderMlp& mlp,
                 std::int64_t size) {
  count.matrix((mlp.gated ? 2 : 1) * size, model.hidden, mlp.bias);
  count.matrix(model.hidden, size, mlp.bias);
}

void count_mlp(Count& count, const DecoderModel& model, const DecoderMlp& mlp) {
  const DecoderExperts& experts = mlp.experts;
  if (experts.count == 0) return count_dense(count, model, mlp, mlp.size);
  const std::int64_t inner = mlp.gated ? 2 : 1;
  const std::int64_t kept = experts.local > 0 ? experts.local : experts.count;
  count.other({experts.count, model.hidden});  // the router
  if (experts.router_bias) count.other({experts.count});
  count.experts(kept, {inner + 1, mlp.size, model.hidden});
  if (mlp.bias) count.other({kept, inner * mlp.size + model.hidden});
  if (experts.shared_size > 0) count_dense(count, model, mlp, experts.shared_size);
  if (experts.shared_gate) count.other({model.hidden});
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

DecoderParameters parameters_by_type(const DecoderModel& model) {
  Count count;
  count.embedding({model.vocabulary, model.hidden});
  count.embedding({model.learned_positions, model.hidden});
  if (!model.tied_embeddings) count.head({model.vocabulary, model.hidden});
  if (model.head_bias) count.head({model.vocabulary});
  if (model.embedding_norm) count.embedding({model.norm_vectors, model.hidden});
  for (const DecoderLayer& layer : model.layers) {
    count_attention(count, model, layer.attention);
    count_mlp(count, model, layer.mlp);
    count.other({norms_of(layer.norms), model.norm_vectors, model.hidden});
  }
  count.other({model.norm_vectors, model.hidden});  // the last one
  return count.sums();
}

std::int64_t parameters_of(const DecoderModel& model) {
  const DecoderParameters sums = parameters_by_type(model);
  return checked_add(checked_add(sums.linear, sums.experts, "parameters"), sums.others,
                     "parameters");
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
