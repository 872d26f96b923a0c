#include "frontend/hf_family.hpp"

#include <algorithm>
#include <array>

namespace systole::frontend {

namespace {

using workload::QkNorm;
using workload::VectorKind;

/// Changes what differs from Llama: norms before each half, gated SiLU, no biases, rotary
/// positions.
using Traits = void (*)(HfFamily&);

void biases_everywhere(HfFamily& f) { f.qkv_bias = f.output_bias = f.mlp_bias = true; }

void layer_norm(HfFamily& f) {
  f.norm = VectorKind::layer_norm;
  f.norm_vectors = 2;
}

/// Layer normalization with shifts, biases, and one product with GELU before the second.
void gpt(HfFamily& f) {
  layer_norm(f);
  biases_everywhere(f);
  f.gated = false;
  f.activation = "gelu";
  f.tied = true;
}

void learned_positions(HfFamily& f) {
  f.rotary = false;
  f.learned_positions = true;
}

void gpt2(HfFamily& f) {
  gpt(f);
  learned_positions(f);
  f.one_qkv_matrix = true;
}

void opt(HfFamily& f) {
  gpt(f);
  learned_positions(f);
  f.extra_positions = 2;
  f.activation = "relu";
}

void bloom(HfFamily& f) {
  gpt(f);
  f.rotary = false;
  f.one_qkv_matrix = true;
  f.embedding_norm = true;
}

void gpt_neox(HfFamily& f) {
  gpt(f);
  f.one_qkv_matrix = true;
  f.tied = false;
  f.placement = Placement::parallel_two;
}

void gptj(HfFamily& f) {
  gpt(f);
  f.qkv_bias = f.output_bias = false;
  f.tied = false;
  f.head_bias = true;
  f.placement = Placement::parallel_one;
}

void phi(HfFamily& f) {
  gpt(f);
  f.tied = false;
  f.head_bias = true;
  f.placement = Placement::parallel_one;
}

void falcon(HfFamily& f) {
  gpt(f);
  f.qkv_bias = f.output_bias = f.mlp_bias = false;
  f.one_qkv_matrix = true;
  f.placement = Placement::parallel_one;
}

void phi3(HfFamily& f) { f.one_qkv_matrix = f.one_gate_up_matrix = true; }

void qwen2(HfFamily& f) {
  f.qkv_bias = true;
  f.window = WindowRule::from_max_window_layers;
}

void qwen2_moe(HfFamily& f) {
  qwen2(f);
  f.shared_gate = true;
}

void qwen3(HfFamily& f) {
  f.qk_norm = QkNorm::per_head;
  f.window = WindowRule::from_max_window_layers;
}

void gemma(HfFamily& f) {
  f.activation = "gelu";
  f.tied = true;
}

void gemma2(HfFamily& f) {
  gemma(f);
  f.placement = Placement::sandwich;
  f.window = WindowRule::all_but_every_nth;
  f.window_pattern = 2;
}

void gemma3(HfFamily& f) {
  gemma2(f);
  f.qk_norm = QkNorm::per_head;
  f.window_pattern = 6;
}

void olmo(HfFamily& f) {
  f.norm = VectorKind::layer_norm;
  f.norm_vectors = 0;
}

void olmo2(HfFamily& f) {
  f.placement = Placement::after;
  f.qk_norm = QkNorm::across_heads;
}

void olmoe(HfFamily& f) { f.qk_norm = QkNorm::across_heads; }

void stablelm(HfFamily& f) { layer_norm(f); }

void starcoder2(HfFamily& f) { gpt(f); }

void cohere(HfFamily& f) {
  layer_norm(f);
  f.norm_vectors = 1;
  f.placement = Placement::parallel_one;
  f.tied = true;
}

void cohere2(HfFamily& f) {
  cohere(f);
  f.window = WindowRule::all_but_every_nth;
  f.window_pattern = 4;
}

void glm4_moe(HfFamily& f) { f.attention_bias_has_output = false; }

void glm4(HfFamily& f) {
  f.attention_bias_has_output = false;
  f.placement = Placement::sandwich;
  f.one_gate_up_matrix = true;
}

void baichuan(HfFamily& f) { f.one_qkv_matrix = true; }

void chatglm(HfFamily& f) { f.one_qkv_matrix = f.one_gate_up_matrix = true; }

void gpt_oss(HfFamily& f) {
  biases_everywhere(f);
  f.sinks = f.router_bias = true;
  f.window = WindowRule::all_but_every_nth;
  f.window_pattern = 2;
}

void tied(HfFamily& f) { f.tied = true; }
void plain(HfFamily&) {}

struct Entry {
  std::string_view model_type;
  Traits traits;
};

constexpr std::array<Entry, 42> kFamilies{{{"llama", plain},
                                           {"mistral", plain},
                                           {"mixtral", plain},
                                           {"ministral", plain},
                                           {"granite", plain},
                                           {"granitemoe", plain},
                                           {"internlm2", plain},
                                           {"minicpm", plain},
                                           {"baichuan", baichuan},
                                           {"ernie4_5", plain},
                                           {"smollm3", tied},
                                           {"deepseek_v2", plain},
                                           {"deepseek_v3", plain},
                                           {"kimi_k2", plain},
                                           {"glm4_moe", glm4_moe},
                                           {"qwen2", qwen2},
                                           {"qwen2_moe", qwen2_moe},
                                           {"qwen3", qwen3},
                                           {"qwen3_moe", qwen3},
                                           {"gemma", gemma},
                                           {"gemma2", gemma2},
                                           {"gemma3", gemma3},
                                           {"gemma3_text", gemma3},
                                           {"phi", phi},
                                           {"phi3", phi3},
                                           {"gpt2", gpt2},
                                           {"gpt_bigcode", gpt2},
                                           {"gpt_neox", gpt_neox},
                                           {"gptj", gptj},
                                           {"gpt_oss", gpt_oss},
                                           {"opt", opt},
                                           {"bloom", bloom},
                                           {"falcon", falcon},
                                           {"olmo", olmo},
                                           {"olmo2", olmo2},
                                           {"olmoe", olmoe},
                                           {"stablelm", stablelm},
                                           {"starcoder2", starcoder2},
                                           {"cohere", cohere},
                                           {"cohere2", cohere2},
                                           {"glm4", glm4},
                                           {"chatglm", chatglm}}};

constexpr std::array<std::string_view, 26> kNoDecoders{
    "albert", "bart",   "bert",       "clip",    "convnext", "deberta",    "deberta-v2",
    "detr",   "dinov2", "distilbert", "electra", "jamba",    "longformer", "mamba",
    "mamba2", "mbart",  "mpnet",      "mt5",     "pegasus",  "resnet",     "roberta",
    "rwkv",   "swin",   "t5",         "vit",     "whisper"};

}  // namespace

HfFamily hf_family(std::string_view model_type) {
  HfFamily family;
  family.model_type = model_type;
  const auto found = std::find_if(kFamilies.begin(), kFamilies.end(), [&](const Entry& entry) {
    return entry.model_type == model_type;
  });
  family.known = found != kFamilies.end();
  if (family.known) found->traits(family);
  return family;
}

bool is_no_decoder(std::string_view model_type) {
  return std::find(kNoDecoders.begin(), kNoDecoders.end(), model_type) != kNoDecoders.end();
}

std::vector<std::string> hf_model_types() {
  std::vector<std::string> names;
  for (const Entry& entry : kFamilies) names.emplace_back(entry.model_type);
  return names;
}

}  // namespace systole::frontend
