#include "frontend/hf_model.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/hf_family.hpp"
#include "frontend/hf_keys.hpp"
#include "frontend/hf_types.hpp"

namespace systole::frontend {

namespace {

using namespace workload;

constexpr std::int64_t kMostLayers = 1000;
constexpr std::int64_t kMostExperts = 4096;
/// Every layer looks keys up.
constexpr std::size_t kMostKeys = 2000;

/// Where several kinds of input meet, the part that reads text.
const Node* language_model(const Node& config) {
  for (const char* key : {"text_config", "llm_config", "language_config"}) {
    const Node* inner = config.find(key);
    if (inner != nullptr && inner->is_map()) return inner;
  }
  return nullptr;
}

VectorKind activation_of(const std::string& name, std::vector<std::string>& notes) {
  if (name == "silu" || name == "swish") return VectorKind::silu;
  if (name.find("gelu") != std::string::npos) return VectorKind::gelu;
  if (starts_with(name, "relu")) return VectorKind::relu;
  notes.push_back(fmt::format("activation '{}' is counted as one simple operation", name));
  return VectorKind::elementwise;
}

class ModelReader {
 public:
  ModelReader(const Node& config, HfFamily family, std::vector<std::string>& notes,
              Diagnostics& diagnostics)
      : keys_(config, diagnostics),
        family_(std::move(family)),
        notes_(notes),
        diagnostics_(diagnostics) {}

  DecoderModel read() {
    DecoderModel model;
    model.hidden = keys_.required({"hidden_size", "n_embd", "n_embed", "d_model"});
    model.vocabulary = keys_.required({"vocab_size", "padded_vocab_size"});
    model.tied_embeddings = keys_.flag({"tie_word_embeddings"}, family_.tied);
    model.norm = family_.norm;
    model.norm_vectors = family_.norm_vectors;
    model.embedding_norm = family_.embedding_norm;
    model.head_bias = family_.head_bias;
    if (family_.learned_positions)
      model.learned_positions =
          keys_.required({"max_position_embeddings", "n_positions"}) + family_.extra_positions;
    read_layers(model);
    note_what_is_left_out();
    return model;
  }

 private:
  void read_layers(DecoderModel& model) {
    const std::int64_t count =
        keys_.required({"num_hidden_layers", "n_layer", "n_layers", "num_layers"});
    if (count > kMostLayers)
      return diagnostics_.error({}, "num_hidden_layers",
                                fmt::format("is {}, expected at most {}", count, kMostLayers));
    const DecoderLayer common{read_attention(model.hidden), read_dense(model.hidden), norms()};
    const DecoderMlp mixture = read_mixture(common.mlp);
    for (std::int64_t i = 0; i < count; ++i) {
      DecoderLayer layer = common;
      layer.attention.window = window_of(i);
      if (mixture.experts.count > 0 && has_experts(i)) layer.mlp = mixture;
      model.layers.push_back(layer);
    }
  }

  DecoderAttention read_attention(std::int64_t hidden) {
    DecoderAttention a;
    a.heads = keys_.required({"num_attention_heads", "n_head", "n_heads"});
    a.kv_heads = read_kv_heads(a.heads);
    a.head_dim = keys_.integer({"head_dim", "kv_channels", "attention_head_dim"},
                               std::max<std::int64_t>(1, hidden / a.heads));
    a.one_qkv_matrix = family_.one_qkv_matrix;
    a.sinks = family_.sinks;
    a.qk_norm =
        keys_.flag({"use_qk_norm", "qk_layernorm"}, false) ? QkNorm::per_head : family_.qk_norm;
    read_biases(a);
    a.rotary_dim = read_rotary_dim(a.head_dim);
    if (keys_.has({"kv_lora_rank"})) a.latent = read_latent();
    return a;
  }

  std::int64_t read_kv_heads(std::int64_t heads) const {
    const bool groups = keys_.flag({"new_decoder_architecture"}, false);
    const bool one_by_default =
        family_.model_type == "falcon" || family_.model_type == "gpt_bigcode";
    if (!groups && keys_.flag({"multi_query"}, one_by_default)) return 1;
    return keys_.integer({"num_key_value_heads", "num_kv_heads", "multi_query_group_num"}, heads);
  }

  void read_biases(DecoderAttention& a) const {
    const bool qkv = keys_.flag({"use_bias", "bias", "add_bias_linear"}, family_.qkv_bias);
    const bool output = keys_.flag({"use_bias", "bias", "add_bias_linear"}, family_.output_bias);
    a.qkv_bias = keys_.flag({"attention_bias", "use_qkv_bias", "add_qkv_bias", "qkv_bias"}, qkv);
    a.output_bias =
        family_.attention_bias_has_output ? keys_.flag({"attention_bias"}, output) : output;
  }

  std::int64_t read_rotary_dim(std::int64_t head_dim) const {
    if (!family_.rotary || keys_.flag({"alibi"}, false)) return 0;
    const double share = keys_.number({"partial_rotary_factor", "rotary_pct"}, 1.0);
    const auto dim =
        static_cast<std::int64_t>(static_cast<double>(head_dim) * std::clamp(share, 0.0, 1.0));
    return std::min(keys_.integer({"rotary_dim"}, dim), head_dim);
  }

  LatentAttention read_latent() const {
    LatentAttention latent;
    latent.q_rank = keys_.integer({"q_lora_rank"}, 0);
    latent.kv_rank = keys_.required({"kv_lora_rank"});
    latent.plain_dim = keys_.required({"qk_nope_head_dim"});
    latent.rotary_dim = keys_.required({"qk_rope_head_dim"});
    latent.value_dim = keys_.required({"v_head_dim"});
    return latent;
  }

  DecoderMlp read_dense(std::int64_t hidden) {
    DecoderMlp mlp;
    mlp.size =
        keys_.integer({"intermediate_size", "ffn_hidden_size", "n_inner", "ffn_dim"}, 4 * hidden);
    mlp.gated = family_.gated;
    mlp.one_gate_up_matrix = family_.one_gate_up_matrix;
    mlp.bias = keys_.flag({"mlp_bias", "use_bias", "bias", "add_bias_linear"}, family_.mlp_bias);
    const std::string name =
        keys_.text({"hidden_act", "hidden_activation", "activation_function"}, family_.activation);
    mlp.activation = activation_of(name, notes_);
    return mlp;
  }

  DecoderMlp read_mixture(const DecoderMlp& dense) {
    DecoderMlp mlp = dense;
    DecoderExperts& experts = mlp.experts;
    experts.count = keys_.integer({"num_local_experts", "num_experts", "n_routed_experts"}, 0);
    if (experts.count <= 1) return dense;
    experts.top_k =
        keys_.required({"num_experts_per_tok", "num_experts_per_token", "experts_per_token"});
    if (experts.count > kMostExperts || experts.top_k > experts.count)
      diagnostics_.error({}, "num_experts_per_tok",
                         fmt::format("is {} of {} experts, expected one to all of at most {}",
                                     experts.top_k, experts.count, kMostExperts));
    mlp.size = keys_.integer({"moe_intermediate_size"}, dense.size);
    experts.shared_size =
        keys_.integer({"shared_expert_intermediate_size", "shared_intermediate_size"},
                      keys_.integer({"n_shared_experts", "num_shared_experts"}, 0) * mlp.size);
    experts.shared_gate = family_.shared_gate && experts.shared_size > 0;
    // A bias that corrects which experts are chosen, and nothing else.
    const bool corrects = keys_.text({"topk_method"}, "") == "noaux_tc";
    experts.router_bias = family_.router_bias || corrects;
    return mlp;
  }

  bool has_experts(std::int64_t layer) const {
    const Node* dense = keys_.find({"mlp_only_layers"});
    if (dense != nullptr && dense->items.size() < static_cast<std::size_t>(kMostLayers)) {
      for (const Node& item : dense->items) {
        if (item.scalar == std::to_string(layer)) return false;
      }
    }
    const std::int64_t every = keys_.integer({"moe_layer_freq"}, 1);
    const std::int64_t step = keys_.integer({"decoder_sparse_step"}, 1);
    return layer >= keys_.integer({"first_k_dense_replace"}, 0) &&
           layer % std::max<std::int64_t>(every, 1) == 0 &&
           (layer + 1) % std::max<std::int64_t>(step, 1) == 0;
  }

  std::int64_t window_of(std::int64_t layer) {
    const std::int64_t window = keys_.integer({"sliding_window"}, 0);
    if (const Node* types = keys_.find({"layer_types"}))
      return listed_window(*types, layer, window);
    if (!keys_.flag({"use_sliding_window"}, family_.window != WindowRule::from_max_window_layers))
      return 0;
    return in_window(layer) ? window : 0;
  }

  std::int64_t listed_window(const Node& types, std::int64_t layer, std::int64_t window) {
    const auto index = static_cast<std::size_t>(layer);
    const std::string type = index < types.items.size() ? types.items[index].scalar : "";
    if (type == "full_attention") return 0;
    if (type == "sliding_attention") return window;
    if (layer == 0 || types.items.size() > index)
      keys_.error(
          index < types.items.size() ? types.items[index] : types, "layer_types",
          fmt::format("'{}', expected full_attention or sliding_attention for every layer", type));
    return 0;
  }

  bool in_window(std::int64_t layer) const {
    switch (family_.window) {
      case WindowRule::all:
        return true;
      case WindowRule::none:
        return false;
      case WindowRule::from_max_window_layers:
        return layer >= keys_.integer({"max_window_layers"}, 0);
      case WindowRule::all_but_every_nth:
        break;
    }
    const std::int64_t pattern = keys_.integer(
        {"sliding_window_pattern", "_sliding_window_pattern"}, family_.window_pattern);
    return pattern > 0 && (layer + 1) % pattern != 0;
  }

  DecoderNorms norms() const {
    Placement placement = family_.placement;
    if (family_.model_type == "gpt_neox" && !keys_.flag({"use_parallel_residual"}, true))
      placement = Placement::before;
    if (family_.model_type == "falcon" && !keys_.flag({"parallel_attn"}, true))
      placement = Placement::before;
    if (family_.model_type == "falcon" && keys_.flag({"new_decoder_architecture"}, false))
      placement = Placement::parallel_two;
    switch (placement) {
      case Placement::before:
        return {true, false, true, false, false};
      case Placement::sandwich:
        return {true, true, true, true, false};
      case Placement::after:
        return {false, true, false, true, false};
      case Placement::parallel_one:
        return {true, false, false, false, true};
      case Placement::parallel_two:
        break;
    }
    return {true, false, true, false, true};
  }

  void note_what_is_left_out() {
    if (keys_.integer({"num_nextn_predict_layers"}, 0) > 0)
      notes_.emplace_back("the layers for multi-token prediction are left out");
    if (keys_.has({"attn_logit_softcapping"}) || keys_.has({"final_logit_softcapping"}))
      notes_.emplace_back("soft caps on scores and logits are left out");
  }

  HfKeys keys_;
  HfFamily family_;
  std::vector<std::string>& notes_;
  Diagnostics& diagnostics_;
};

}  // namespace

DecoderModel hf_model(const Node& config, DType default_dtype, std::vector<std::string>& notes,
                      Diagnostics& diagnostics) {
  const Node* text = language_model(config);
  const Node& model_config = text == nullptr ? config : *text;
  if (text != nullptr)
    notes.emplace_back("only the language model is read, not what sees or hears");
  if (model_config.entries.size() > kMostKeys) {
    diagnostics.error(model_config.place, "",
                      fmt::format("more than {} keys are no configuration", kMostKeys));
    return {};
  }
  const HfKeys outer(config, diagnostics);
  const HfKeys keys(model_config, diagnostics);
  const std::string type = keys.text({"model_type"}, outer.text({"model_type"}, ""));
  if (is_no_decoder(type)) {
    diagnostics.error(
        config.place, "model_type",
        fmt::format("'{}' is no decoder-only transformer; export the model to ONNX or "
                    "capture a trace of it",
                    type));
    return {};
  }
  const HfFamily family = hf_family(type);
  if (!family.known)
    notes.push_back(fmt::format("model_type '{}' is not known; it is read as if it were a Llama{}",
                                type, suggestion(type, hf_model_types())));
  DecoderModel model = ModelReader(model_config, family, notes, diagnostics).read();
  const bool types_inside = keys.has({"torch_dtype", "dtype"}) || keys.has({"quantization_config"});
  model.types = hf_types(types_inside ? keys : outer, default_dtype, notes, diagnostics);
  return model;
}

}  // namespace systole::frontend
