// What a config.json leaves unsaid because the code of its family says it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workload/decoder.hpp"

namespace systole::frontend {

enum class Placement {
  before,        ///< attention and feed-forward each behind a norm
  sandwich,      ///< and a norm behind each as well
  after,         ///< only behind each
  parallel_one,  ///< both read the output of one norm
  parallel_two   ///< both read the residual stream, each through its own norm
};

/// Which layers see only a window, where the file has one and does not list them.
enum class WindowRule { all, none, from_max_window_layers, all_but_every_nth };

struct HfFamily {
  std::string model_type;
  bool known = true;
  workload::VectorKind norm = workload::VectorKind::rms_norm;
  int norm_vectors = 1;
  bool embedding_norm = false;
  Placement placement = Placement::before;
  bool gated = true;
  std::string activation = "silu";
  bool one_qkv_matrix = false;
  bool one_gate_up_matrix = false;
  bool qkv_bias = false;
  bool output_bias = false;
  bool attention_bias_has_output = true;  ///< whether the key attention_bias covers the output too
  bool mlp_bias = false;
  bool head_bias = false;
  bool tied = false;
  bool rotary = true;
  bool learned_positions = false;
  int extra_positions = 0;
  bool sinks = false;
  bool router_bias = false;
  bool shared_gate = false;
  workload::QkNorm qk_norm = workload::QkNorm::none;
  WindowRule window = WindowRule::all;
  int window_pattern = 1;  ///< all_but_every_nth: this n
};

/// The traits of a model_type; of an unknown one those of Llama, with `known` false.
HfFamily hf_family(std::string_view model_type);

/// Whether the model_type names something that is no decoder-only transformer.
bool is_no_decoder(std::string_view model_type);

/// All known model types, for messages and tests.
std::vector<std::string> hf_model_types();

}  // namespace systole::frontend
