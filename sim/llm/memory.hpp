// What one chip keeps of a model: weights, keys and values, and what flows between operators.
#pragma once

#include "base/units.hpp"
#include "llm/instance.hpp"

namespace systole::llm {

struct MemoryUse {
  Bytes weights = 0;
  Bytes kv = 0;
  Bytes activations = 0;
  Bytes capacity = 0;

  Bytes total() const { return weights + kv + activations; }
  bool fits() const { return total() <= capacity; }
};

/// Of a chip of stage `stage`; biases and norms in the type of activations, scales of quantized
/// weights not counted.
Bytes weight_bytes(const workload::DecoderModel& rank, const ParallelPlan& plan, std::size_t stage);

/// Keys and values of `sequences` with `positions` tokens each in the layers of `stage`.
Bytes kv_bytes(const workload::DecoderModel& rank, const Stage& stage, std::int64_t sequences,
               std::int64_t positions);

/// The residual stream of `tokens` tokens beside the largest input and output of an operator.
Bytes activation_bytes(const Parts& parts, std::int64_t tokens);

/// As the chip's file has it.
ChipMemory memory_of(const config::Chip& chip);

}  // namespace systole::llm
