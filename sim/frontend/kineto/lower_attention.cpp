// Fused attention of PyTorch and of the flash_attn package.
#include <algorithm>

#include "base/checked.hpp"
#include "frontend/kineto/lower.hpp"

namespace systole::frontend::kineto {

namespace {

using workload::Attention;

/// [b, heads, s, d] of a query, key or value, whatever way it lies.
struct Heads {
  std::int64_t batch = 1;
  std::int64_t heads = 1;
  std::int64_t length = 1;
  std::int64_t size = 1;
};

Heads heads_of(const Dims& dims, HeadLayout layout) {
  if (layout == HeadLayout::heads_first) return {dims[0], dims[1], dims[2], dims[3]};
  return {dims[0], dims[2], dims[1], dims[3]};
}

/// Packed sequences [tokens, heads, d]: as many as their cumulative lengths say, taken to be of
/// equal length.
Heads packed_heads(const Dims& dims, const Dims& cumulative) {
  const std::int64_t sequences = std::max<std::int64_t>(cumulative.front() - 1, 1);
  return {sequences, dims[1], ceil_div(dims[0], sequences), dims[2]};
}

std::optional<Heads> heads_at(const Call& call, const AttentionInputs& inputs, std::size_t index,
                              std::size_t cumulative) {
  const Dims* dims = call.dims(index);
  if (dims == nullptr) return std::nullopt;
  const Dims* lengths = inputs.packed > 0 ? call.dims(cumulative) : nullptr;
  const bool packed = lengths != nullptr && lengths->size() == 1;
  if (packed && dims->size() == 3) return packed_heads(*dims, *lengths);
  if (packed && dims->size() == 4 && dims->front() == 1)
    return packed_heads({dims->begin() + 1, dims->end()}, *lengths);
  if (dims->size() != 4) return std::nullopt;
  return heads_of(*dims, inputs.layout);
}

std::optional<Attention> attention_of(const Call& call, const AttentionInputs& at) {
  const auto query = heads_at(call, at, at.query, at.packed);
  const auto key = heads_at(call, at, at.query + 1, at.packed + 1);
  const auto value = heads_at(call, at, at.query + 2, at.packed + 1);
  if (!query || !key || !value) return std::nullopt;
  if (query->size != key->size || query->heads % key->heads != 0) return std::nullopt;
  Attention attention;
  attention.batch = query->batch;
  attention.heads = query->heads;
  attention.kv_heads = key->heads;
  attention.query_length = query->length;
  attention.key_length = key->length;
  attention.head_dim = query->size;
  attention.value_dim = value->size;
  attention.causal =
      at.causal > 0 && call.boolean(at.causal).value_or(false) && query->length <= key->length;
  return attention;
}

workload::Operator attention_operator(const workload::Work& work, const Call& call,
                                      const Hints& hints, std::size_t query) {
  workload::Operator op = operator_of(work, call, hints, query, query + 1);
  op.weight_role = workload::WeightRole::activation;
  return op;
}

}  // namespace

Parts lower_attention(const Call& call, const Hints& hints, const AttentionInputs& inputs) {
  const auto attention = attention_of(call, inputs);
  if (!attention) return {};
  return {attention_operator(*attention, call, hints, inputs.query)};
}

// Five products: scores again, and the gradients of values, probabilities, queries and keys. Two
// pairs of them have the shape of a forward pass; the last is dK = dS^T Q, where as many queries
// meet a key as the mask leaves on average.
Parts lower_attention_backward(const Call& call, const Hints& hints,
                               const AttentionInputs& inputs) {
  const auto attention = attention_of(call, inputs);
  if (!attention) return {};
  const std::int64_t queries =
      ceil_div(workload::attended_pairs(*attention), attention->key_length);
  const workload::Gemm keys{checked_mul(attention->batch, attention->heads, "heads"),
                            attention->key_length, attention->head_dim, queries};
  Parts parts;
  for (const workload::Work& work :
       {workload::Work(*attention), workload::Work(*attention), workload::Work(keys)}) {
    parts.push_back(attention_operator(work, call, hints, inputs.query));
  }
  parts[0].name = "scores_and_dv";
  parts[1].name = "dp_and_dq";
  parts[2].name = "dk";
  return parts;
}

}  // namespace systole::frontend::kineto
