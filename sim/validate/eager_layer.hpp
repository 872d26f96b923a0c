// The kernels that a framework in eager mode makes of one named layer of a decoder: one for each
// operation that its module writes down, none joined.
#pragma once

#include <string>
#include <vector>

#include "validate/measured.hpp"
#include "workload/decoder.hpp"

namespace systole::validate {

/// Kernels one after the other, and what each is like.
struct EagerKernels {
  std::vector<workload::Operator> operators;
  std::vector<KernelTraits> traits;
};

/// Of what a layer was measured.
struct LayerSize {
  std::string model;
  std::int64_t tensor = 1;
  std::int64_t tokens = 1;
};

/// `rank` is what one chip has of the model. Layers are called as Hugging Face's modules are:
/// embedding, input_layernorm, post_layernorm, final_layernorm, q_proj, k_proj, v_proj, rope,
/// o_proj, gate_proj, up_proj, act_fn, down_proj, lm_head. Empty for any other.
EagerKernels eager_layer(const workload::DecoderModel& rank, const std::string& layer,
                         std::int64_t tokens);

}  // namespace systole::validate
