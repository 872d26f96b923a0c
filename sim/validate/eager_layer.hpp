// The kernels that a framework in eager mode makes of one named layer of a decoder: one for each
// operation that its module writes down, none joined.
#pragma once

#include <string>
#include <vector>

#include "workload/decoder.hpp"

namespace systole::validate {

/// Of what a layer was measured.
struct LayerSize {
  std::string model;
  std::int64_t tensor = 1;
  std::int64_t tokens = 1;
};

/// `rank` is what one chip has of the model. Layers are called as Hugging Face's modules are:
/// embedding, input_layernorm, post_layernorm, final_layernorm, q_proj, k_proj, v_proj, rope,
/// o_proj, gate_proj, up_proj, act_fn, down_proj, lm_head. Empty for any other.
std::vector<workload::Operator> eager_layer(const workload::DecoderModel& rank,
                                            const std::string& layer, std::int64_t tokens);

}  // namespace systole::validate
