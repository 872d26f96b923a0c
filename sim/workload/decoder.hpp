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
  std::int64_t local = 0;  ///< that one chip of several keeps; 0: all
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

/// Where a model is cut over chips, with whom one of them exchanges what. The cut sizes themselves
/// (heads, widths, experts) stand in the model that is built from.
struct DecoderSplit {
  std::int64_t tensor = 1;  ///< chips that share every product
  /// Chips that experts are spread over; more than `tensor`: tokens travel to them and back.
  std::int64_t expert = 1;
  /// Tokens that come to each expert of this chip; empty: as the step's routing says.
  std::vector<std::int64_t> expert_rows;
};

struct DecoderStep {
  Phase phase = Phase::prefill;
  std::int64_t batch = 1;
  std::int64_t tokens = 1;   ///< new ones of each sequence
  std::int64_t context = 0;  ///< of each sequence in the cache before
  Routing routing = Routing::balanced;
  Logits logits = Logits::last;
  Kernels kernels = Kernels::engines;
  DecoderSplit split{};
};

/// The operators of one step, with the model's parameters and the bytes of its cache. Throws
/// UserError where sizes do not fit in 64 bits.
Graph decoder_graph(const DecoderModel& model, const DecoderStep& step);

/// Trained parameters, by the element type that they are stored in.
struct DecoderParameters {
  std::int64_t linear = 0;   ///< products of the layers, experts apart: DecoderTypes::linear_weight
  std::int64_t experts = 0;  ///< DecoderTypes::expert_weight
  std::int64_t others = 0;   ///< embedding, head, norms, biases, routers: DecoderTypes::activation
  std::int64_t embedding = 0;  ///< of `others`: what turns tokens into vectors
  std::int64_t head = 0;  ///< of `others`: what turns vectors into logits, if it is no embedding
};
DecoderParameters parameters_by_type(const DecoderModel& model);

/// All trained parameters, biases and normalization included.
std::int64_t parameters_of(const DecoderModel& model);

/// Keys and values of all sequences after the step; a layer with a window keeps only that.
Bytes kv_cache_bytes_of(const DecoderModel& model, const DecoderStep& step);

}  // namespace systole::workload
