// Attention that the file names as such: ai.onnx since version 23, and com.microsoft.
#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "frontend/onnx/rules.hpp"

namespace systole::frontend::onnx {

namespace {

using workload::Attention;

std::int64_t divided(std::int64_t width, std::int64_t heads, std::string_view what) {
  if (heads < 1 || width % heads != 0)
    throw UserError(fmt::format("{} of {} do not divide into {} heads", what, width, heads));
  return width / heads;
}

/// batch x heads x length x size as it stands, or batch x length x (heads * size).
struct Heads {
  std::int64_t count = 1;
  std::int64_t length = 0;
  std::int64_t size = 0;
};

Heads heads_of(const Dims& dims, std::int64_t heads, std::string_view what) {
  if (dims.size() == 4) return {dims[1], dims[2], dims[3]};
  if (dims.size() != 3)
    throw UserError(fmt::format("{} have shape {}, expected 3 or 4 axes", what, to_string(dims)));
  return {heads, dims[1], divided(dims[2], heads, what)};
}

/// Positions that an earlier call left behind: batch x heads x length x size.
std::int64_t past_length(const StepContext& step, std::size_t input) {
  return step.has(input) ? step.dims_of_rank(input, 4)[2] : 0;
}

/// The output has the rank of the queries; the keys and values go out with the past in front.
void finish(StepContext& step, const Attention& work) {
  const bool is_4d = step.dims().size() == 4;
  const std::int64_t width = checked_mul(work.heads, work.value_dim, "heads");
  step.output(0, is_4d ? Dims{work.batch, work.heads, work.query_length, work.value_dim}
                       : Dims{work.batch, work.query_length, width});
  step.output(1, {work.batch, work.kv_heads, work.key_length, work.head_dim});
  step.output(2, {work.batch, work.kv_heads, work.key_length, work.value_dim});
  step.output(3, {work.batch, work.heads, work.query_length, work.key_length});
  step.work(work, 0, step.has(1) ? 1 : 0);
}

void standard_attention(StepContext& step) {
  const std::int64_t q_heads = step.integer("q_num_heads", 1);
  const std::int64_t kv_heads = step.integer("kv_num_heads", q_heads);
  const Heads q = heads_of(step.dims(0), q_heads, "queries");
  const Heads k = heads_of(step.dims(1), kv_heads, "keys");
  const Heads v = heads_of(step.dims(2), kv_heads, "values");
  Attention work;
  work.batch = step.dims(0)[0];
  work.heads = q.count;
  work.kv_heads = k.count;
  work.query_length = q.length;
  work.key_length = checked_add(past_length(step, 4), k.length, "keys");
  work.head_dim = q.size;
  work.value_dim = v.size;
  work.causal = step.integer("is_causal", 0) != 0;
  finish(step, work);
}

/// com.microsoft: input times the weight of queries, keys and values, and the attention on them.
void attention_with_projection(StepContext& step) {
  const Dims& input = step.dims_of_rank(0, 3);
  const Dims& weight = step.dims_of_rank(1, 2);
  const std::int64_t heads = step.integer("num_heads", 1);
  std::int64_t query_width = divided(weight[1], 3, "queries, keys and values");
  std::int64_t value_width = query_width;
  if (const auto* sizes = step.list("qkv_hidden_sizes"); sizes != nullptr && sizes->size() == 3) {
    query_width = (*sizes)[0];
    value_width = (*sizes)[2];
  }
  const std::int64_t past = step.has(4) ? step.dims_of_rank(4, 5)[3] : 0;
  Attention work;
  work.batch = input[0];
  work.heads = work.kv_heads = heads;
  work.query_length = input[1];
  work.key_length = checked_add(past, input[1], "keys");
  work.head_dim = divided(query_width, heads, "queries");
  work.value_dim = divided(value_width, heads, "values");
  work.causal = step.integer("unidirectional", 0) != 0;
  step.output(0, {work.batch, work.query_length, value_width});
  step.output(1, {2, work.batch, heads, work.key_length, work.head_dim});
  step.projection({1, checked_mul(input[0], input[1], "rows"), weight[1], input[2]});
  step.work(work, 0, 1);
}

}  // namespace

void attention(StepContext& step) {
  if (step.attribute("num_heads") != nullptr) return attention_with_projection(step);
  standard_attention(step);
}

void multi_head_attention(StepContext& step) {
  const std::int64_t heads = step.integer("num_heads", 1);
  const Dims& query = step.dims_of_rank(0, 3);
  Attention work;
  work.batch = query[0];
  work.heads = work.kv_heads = heads;
  work.query_length = query[1];
  const bool is_packed = query.size() == 5;  // batch x length x heads x 3 x size
  const Heads own{heads, query[1], is_packed ? query[4] : divided(query[2], heads, "queries")};
  const bool pairs = step.has(1) && step.dims(1).size() == 5;  // keys and values side by side
  const Heads k = !step.has(1) ? own
                  : pairs      ? Heads{heads, step.dims(1)[1], step.dims(1)[4]}
                               : heads_of(step.dims(1), heads, "keys");
  const Heads v = step.has(2) ? heads_of(step.dims(2), heads, "values") : k;
  work.key_length = checked_add(past_length(step, 6), k.length, "keys");
  work.head_dim = own.size;
  work.value_dim = v.size;
  work.causal = step.integer("unidirectional", 0) != 0;
  step.output(0, {work.batch, work.query_length, checked_mul(heads, v.size, "heads")});
  const Dims present{work.batch, heads, work.key_length, work.head_dim};
  step.output(1, present);
  step.output(2, present);
  step.work(work, 0, step.has(1) ? 1 : 0);
}

/// Queries, keys and values apart, or packed in input 0.
void group_query_attention(StepContext& step) {
  const Dims& query = step.dims_of_rank(0, 3);
  Attention work;
  work.batch = query[0];
  work.heads = step.integer("num_heads", 1);
  work.kv_heads = step.integer("kv_num_heads", work.heads);
  const std::int64_t packed_heads =
      step.has(1) ? work.heads
                  : checked_add(work.heads, checked_mul(2, work.kv_heads, "heads"), "heads");
  work.head_dim = work.value_dim = divided(query[2], packed_heads, "queries");
  work.query_length = query[1];
  work.key_length = checked_add(past_length(step, 3), query[1], "keys");
  work.causal = true;
  const std::int64_t window = step.integer("local_window_size", -1);
  work.window = window > 0 ? window : 0;
  step.output(0, {work.batch, work.query_length, checked_mul(work.heads, work.head_dim, "heads")});
  const Dims present{work.batch, work.kv_heads, work.key_length, work.head_dim};
  step.output(1, present);
  step.output(2, present);
  step.work(work, 0, step.has(1) ? 1 : 0);
}

void rotary_embedding(StepContext& step) {
  step.output(0, step.dims());
  step.vector(workload::VectorKind::rotary);
}

}  // namespace systole::frontend::onnx
