// Fused attention of Ascend kernels: [b, heads, s, d], [b, s, heads, d] or [b, s, heads x d]. The
// statistics of the softmax, an output of training kernels, are [b, heads, s, 8] and tell which.
#include <algorithm>

#include "frontend/ascend/lower.hpp"

namespace systole::frontend::ascend {

namespace {

using workload::Attention;

/// Heads and queries from the softmax's statistics, where the kernel writes them.
std::optional<Dims> statistics_of(const Record& record) {
  constexpr std::int64_t kStatistics = 8;
  for (const auto* tensors : {&record.outputs, &record.inputs}) {
    for (const Tensor& tensor : *tensors) {
      if (tensor.dims.size() == 4 && tensor.dims.back() == kStatistics) return tensor.dims;
    }
  }
  return std::nullopt;
}

Attention heads_first(const Dims& q, const Dims& k, const Dims& v) {
  Attention attention;
  attention.batch = q[0];
  attention.heads = q[1];
  attention.kv_heads = k[1];
  attention.query_length = q[2];
  attention.key_length = k[2];
  attention.head_dim = q[3];
  attention.value_dim = v[3];
  return attention;
}

Dims swapped(const Dims& d) { return {d[0], d[2], d[1], d[3]}; }

/// [b, s, heads x d] as [b, heads, s, d].
Dims parted(const Dims& d, std::int64_t size) { return {d[0], d[2] / size, d[1], size}; }

bool is_possible(const Attention& a) {
  const bool positive = a.batch > 0 && a.kv_heads > 0 && a.query_length > 0 && a.key_length > 0 &&
                        a.head_dim > 0 && a.value_dim > 0;
  return positive && a.heads >= a.kv_heads && a.heads % a.kv_heads == 0;
}

std::optional<Attention> attention_from(const Dims& q, const Dims& k, const Dims& v,
                                        const std::optional<Dims>& statistics) {
  const bool whole = q.size() == 4 && k.size() == 4 && v.size() == 4;
  if (whole) {
    const bool second = statistics && q[1] != (*statistics)[1] && q[2] == (*statistics)[1];
    if (second) return heads_first(swapped(q), swapped(k), swapped(v));
    return heads_first(q, k, v);
  }
  const bool joined = q.size() == 3 && k.size() == 3 && v.size() == 3 && statistics;
  if (!joined || (*statistics)[1] < 1 || q[2] % (*statistics)[1] != 0) return std::nullopt;
  const std::int64_t size = q[2] / (*statistics)[1];
  if (size < 1 || k[2] % size != 0 || v[2] % size != 0) return std::nullopt;
  return heads_first(parted(q, size), parted(k, size), parted(v, size));
}

}  // namespace

std::optional<workload::Operator> attention_of(const Record& record) {
  if (record.inputs.size() < 3) return std::nullopt;
  const auto attention = attention_from(record.inputs[0].dims, record.inputs[1].dims,
                                        record.inputs[2].dims, statistics_of(record));
  if (!attention || !is_possible(*attention)) return std::nullopt;
  workload::Operator op = typed(*attention, record.inputs[0], record.inputs[1], record);
  op.weight_role = workload::WeightRole::activation;
  return op;
}

}  // namespace systole::frontend::ascend
