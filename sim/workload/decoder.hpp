// A decoder-only language model as numbers, and the operators of one step of it. Formats that
// describe such models fill in a DecoderModel; nothing here knows a format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workload/graph.hpp"

namespace systole::workload {

/// Keys and values through a compressed vector per token (multi-head latent attention).
struct LatentAttention {
  std::int64_t q_rank = 0;  ///< 0: queries are not compressed
  std::int64_t kv_rank = 0;
  std::int64_t plain_dim = 0;   ///< of queries and keys without rotation
  std::int64_t rotary_dim = 0;  ///< shared by all heads of the keys
  std::int64_t value_dim = 0;
};

enum class QkNorm { none, per_head, across_heads };

struct DecoderAttention {
  std::int64_t heads = 1;
  std::int64_t kv_heads = 1;
  std::int64_t head_dim = 0;
  std::int64_t rotary_dim = 0;  ///< 0: positions come some other way
  std::int64_t window = 0;      ///< 0: sees everything before
  bool qkv_bias = false;
  bool output_bias = false;
  bool one_qkv_matrix = false;  ///< as its authors store it
  bool sinks = false;           ///< one learned number per head in the softmax
  QkNorm qk_norm = QkNorm::none;
  std::optional<LatentAttention> latent;
};

struct DecoderExperts {
  std::int64_t count = 0;  ///< 0: a dense feed-forward layer
  std::int64_t top_k = 0;
  std::int64_t shared_size = 0;  ///< width of the experts that every token visits; 0: none
  bool shared_gate = false;
  bool router_bias = false;
};

struct DecoderMlp {
  std::int64_t size = 0;  ///< of each expert where there are experts
  bool gated = true;
  bool bias = false;
  bool one_gate_up_matrix = false;  ///< as its authors store it
  VectorKind activation = VectorKind::silu;
  DecoderExperts experts;
};

/// Where a layer normalizes; `parallel`: attention and feed-forward read the same input.
struct DecoderNorms {
  bool before_attention = true;
  bool after_attention = false;
  bool before_mlp = true;
  bool after_mlp = false;
  bool parallel = false;
};

struct DecoderLayer {
  DecoderAttention attention;
  DecoderMlp mlp;
  DecoderNorms norms;
};

/// Element types: of what flows between operators, and of the products in the layers.
struct DecoderTypes {
  DType activation = DType::bf16;
  DType linear_input = DType::bf16;
  DType linear_weight = DType::bf16;
  DType expert_weight = DType::bf16;
  DType kv = DType::bf16;
};

struct DecoderModel {
  std::string name;
  std::int64_t hidden = 0;
  std::int64_t vocabulary = 0;
  std::int64_t learned_positions = 0;
  VectorKind norm = VectorKind::rms_norm;
  std::int64_t norm_vectors = 1;  ///< parameters of a norm per channel: 0, 1 or 2 (scale and shift)
  bool embedding_norm = false;
  bool tied_embeddings = false;
  bool head_bias = false;
  DecoderTypes types;
  std::vector<DecoderLayer> layers;
};

enum class Phase { prefill, decode };
/// How tokens choose experts: evenly, or all of them the same ones.
enum class Routing { balanced, concentrated };
/// Which tokens of a prompt reach the vocabulary.
enum class Logits { last, all };
/// Products and element-wise work joined as serving engines join them, or one operator per module.
enum class Kernels { engines, modules };

struct DecoderStep {
  Phase phase = Phase::prefill;
  std::int64_t batch = 1;
  std::int64_t tokens = 1;   ///< new ones of each sequence
  std::int64_t context = 0;  ///< of each sequence in the cache before
  Routing routing = Routing::balanced;
  Logits logits = Logits::last;
  Kernels kernels = Kernels::engines;
};

/// The operators of one step, with the model's parameters and the bytes of its cache. Throws
/// UserError where sizes do not fit in 64 bits.
Graph decoder_graph(const DecoderModel& model, const DecoderStep& step);

/// All trained parameters, biases and normalization included.
std::int64_t parameters_of(const DecoderModel& model);

/// Keys and values of all sequences after the step; a layer with a window keeps only that.
Bytes kv_cache_bytes_of(const DecoderModel& model, const DecoderStep& step);

}  // namespace systole::workload
