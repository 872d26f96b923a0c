// In which element types a model's weights and cache lie on chips.
#pragma once

#include <optional>

#include "config/chip.hpp"
#include "workload/decoder.hpp"

namespace systole::llm {

/// bf16, fp16, fp32: everything of the model. fp8 and int8: weights of products and what they are
/// multiplied with. int4 and fp4: weights of products only.
void store_weights_as(DType dtype, workload::DecoderTypes& types);

/// Throws UserError where `chip` cannot multiply a type that the model's products take.
void check_types(const workload::DecoderTypes& types, const config::Chip& chip);

}  // namespace systole::llm
