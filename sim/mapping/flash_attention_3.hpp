// Version 3 of FlashAttention, for GPUs whose tensor cores work beside the threads that feed them.
#pragma once

#include "mapping/attention_plan.hpp"

namespace systole::mapping {

/// Whose build of version 3: the authors', or that of vLLM, the inference engine.
enum class Build { authors, vllm };

/// Gives a plan the tiles, splits and habits of version 3.
void as_flash_attention_3(const config::Chip& chip, Build build, AttentionPlan& plan);

}  // namespace systole::mapping
