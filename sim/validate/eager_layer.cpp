#include "validate/eager_layer.hpp"

#include <functional>
#include <map>

namespace systole::validate {

namespace {

using workload::DecoderModel;
using workload::Operator;
using workload::VectorKind;

/// Element-wise work on rows x cols, what it reads and writes in elements.
struct Pass {
  VectorKind kind = VectorKind::elementwise;
  std::int64_t rows = 1;
  std::int64_t cols = 0;
  std::int64_t read = 0;
  std::int64_t written = 0;
};

/// Kernels one after the other.
class Kernels {
 public:
  explicit Kernels(DType dtype) : dtype_(dtype) {}

  void product(std::int64_t m, std::int64_t n, std::int64_t k) {
    add("product", workload::Gemm{1, m, n, k}, dtype_, dtype_);
  }
  void pass(const char* name, const Pass& pass) { convert(name, pass, dtype_, dtype_); }
  void convert(const char* name, const Pass& pass, DType from, DType to) {
    add(name, workload::Vector{pass.kind, pass.rows, pass.cols, pass.read, pass.written}, from, to);
  }
  /// The last kernel finds each element by its indices.
  void address_each(std::int64_t elements) { kernels_.traits.back().addressed = elements; }
  /// The last kernel gathers rows.
  void gather(std::int64_t rows, std::int64_t elements) {
    kernels_.traits.back().gathered = elements;
    kernels_.traits.back().gathered_rows = rows;
  }
  EagerKernels take() { return std::move(kernels_); }

 private:
  void add(const char* name, workload::Work work, DType from, DType to) {
    Operator op;
    op.name = name;
    op.work = std::move(work);
    op.input_dtype = from;
    op.weight_dtype = dtype_;
    op.output_dtype = to;
    if (!kernels_.operators.empty()) op.depends_on = {kernels_.operators.size() - 1};
    kernels_.operators.push_back(std::move(op));
    kernels_.traits.emplace_back();
  }

  DType dtype_;
  EagerKernels kernels_;
};

constexpr DType kWide = DType::fp32;

/// LlamaRMSNorm: in fp32 between two conversions, the weight multiplied in the model's type.
void norm(const DecoderModel& rank, std::int64_t tokens, Kernels& kernels) {
  const DType narrow = rank.types.activation;
  const std::int64_t all = tokens * rank.hidden;
  const Pass over_all{VectorKind::elementwise, tokens, rank.hidden, all, all};
  const Pass over_rows{VectorKind::elementwise, tokens, 1, tokens, tokens};
  Pass convert = over_all;
  convert.kind = VectorKind::copy;
  kernels.convert("to_float", convert, narrow, kWide);
  kernels.convert("square", over_all, kWide, kWide);
  kernels.convert("mean", {VectorKind::reduce, tokens, rank.hidden, all, tokens}, kWide, kWide);
  kernels.convert("add_epsilon", over_rows, kWide, kWide);
  kernels.convert("reciprocal_root", over_rows, kWide, kWide);
  Pass scale = over_all;
  scale.kind = VectorKind::multiply;
  scale.read += tokens;
  kernels.convert("scale", scale, kWide, kWide);
  kernels.address_each(all);
  kernels.convert("to_model_type", convert, kWide, narrow);
  scale.read = all + rank.hidden;
  kernels.pass("weight", scale);
  kernels.address_each(all);
}

/// x * cos + rotate_half(x) * sin, of queries or of keys, which lie token by token and are read
/// head by head.
void rotate(const DecoderModel& rank, std::int64_t tokens, std::int64_t heads, Kernels& kernels) {
  const std::int64_t dim = rank.layers.front().attention.head_dim;
  const std::int64_t rows = tokens * heads;
  const std::int64_t all = rows * dim;
  const Pass times{VectorKind::multiply, rows, dim, all + tokens * dim, all};
  const auto pass = [&](const char* name, const Pass& of) {
    kernels.pass(name, of);
    kernels.address_each(of.written);
  };
  pass("times_cosine", times);
  pass("negate_half", {VectorKind::elementwise, rows, dim / 2, all / 2, all / 2});
  pass("join_halves", {VectorKind::copy, rows, dim, all, all});
  pass("times_sine", times);
  pass("add", {VectorKind::add, rows, dim, 2 * all, all});
}

void rope(const DecoderModel& rank, std::int64_t tokens, Kernels& kernels) {
  rotate(rank, tokens, rank.layers.front().attention.heads, kernels);
  rotate(rank, tokens, rank.layers.front().attention.kv_heads, kernels);
}

void activation(const DecoderModel& rank, std::int64_t tokens, Kernels& kernels) {
  const workload::DecoderMlp& mlp = rank.layers.front().mlp;
  const std::int64_t all = tokens * mlp.size;
  kernels.pass("activation", {mlp.activation, tokens, mlp.size, all, all});
  if (mlp.gated) kernels.pass("multiply", {VectorKind::multiply, tokens, mlp.size, 2 * all, all});
}

void embedding(const DecoderModel& rank, std::int64_t tokens, Kernels& kernels) {
  const std::int64_t all = tokens * rank.hidden;
  kernels.pass("embedding", {VectorKind::embedding, tokens, rank.hidden, all, all});
  kernels.gather(tokens, all);
}

using Make = std::function<void(const DecoderModel&, std::int64_t, Kernels&)>;
/// Outputs and inputs of a product.
using Sides = std::function<std::pair<std::int64_t, std::int64_t>(const DecoderModel&)>;

Make product_of(Sides sides) {
  return
      [sides = std::move(sides)](const DecoderModel& rank, std::int64_t tokens, Kernels& kernels) {
        const auto [outputs, inputs] = sides(rank);
        kernels.product(tokens, outputs, inputs);
      };
}

std::int64_t query_size(const DecoderModel& rank) {
  const workload::DecoderAttention& attention = rank.layers.front().attention;
  return attention.heads * attention.head_dim;
}

std::int64_t key_size(const DecoderModel& rank) {
  const workload::DecoderAttention& attention = rank.layers.front().attention;
  return attention.kv_heads * attention.head_dim;
}

const std::map<std::string, Make>& makers() {
  using Pair = std::pair<std::int64_t, std::int64_t>;
  static const Make kKeys = product_of([](const DecoderModel& r) {
    return Pair{key_size(r), r.hidden};
  });
  static const Make kGate = product_of([](const DecoderModel& r) {
    return Pair{r.layers.front().mlp.size, r.hidden};
  });
  static const std::map<std::string, Make> kMakers{
      {"embedding", embedding},
      {"input_layernorm", norm},
      {"post_layernorm", norm},
      {"final_layernorm", norm},
      {"q_proj", product_of([](const DecoderModel& r) {
         return Pair{query_size(r), r.hidden};
       })},
      {"k_proj", kKeys},
      {"v_proj", kKeys},
      {"rope", rope},
      {"o_proj", product_of([](const DecoderModel& r) {
         return Pair{r.hidden, query_size(r)};
       })},
      {"gate_proj", kGate},
      {"up_proj", kGate},
      {"act_fn", activation},
      {"down_proj", product_of([](const DecoderModel& r) {
         return Pair{r.hidden, r.layers.front().mlp.size};
       })},
      {"lm_head", product_of([](const DecoderModel& r) {
         return Pair{r.vocabulary, r.hidden};
       })}};
  return kMakers;
}

}  // namespace

EagerKernels eager_layer(const DecoderModel& rank, const std::string& layer, std::int64_t tokens) {
  const auto maker = makers().find(layer);
  if (maker == makers().end()) return {};
  Kernels kernels(rank.types.activation);
  maker->second(rank, tokens, kernels);
  return kernels.take();
}

}  // namespace systole::validate
