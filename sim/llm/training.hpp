// A step of training: forward, backward, what is computed again, the sum of gradients over
// replicas, and the optimizer (Adam).
#pragma once

#include <string>

#include "llm/instance.hpp"
#include "llm/memory.hpp"

namespace systole::llm {

/// What backward finds stored. none: everything; selective: all but what attention's softmax needs
/// (kernels that fuse attention compute it again anyway); full: only the input of each layer.
enum class Recomputation { none, selective, full };
std::string_view name_of(Recomputation recomputation);

struct TrainingRequest {
  std::int64_t batch = 1;        ///< sequences of a step, over all replicas
  std::int64_t length = 2048;    ///< tokens of each
  std::int64_t micro_batch = 1;  ///< sequences that pass through a stage at a time
  Recomputation recomputation = Recomputation::selective;
};

struct TrainingMemory {
  Bytes weights = 0;
  Bytes gradients = 0;
  Bytes optimizer = 0;  ///< a copy of the weights and two moments in 32 bits
  Bytes activations = 0;
  Bytes capacity = 0;
  Bytes total() const { return weights + gradients + optimizer + activations; }
};

struct TrainingStep {
  TrainingRequest request;
  double seconds = 0.0;
  double forward = 0.0;    ///< of all micro-batches in the longest stage
  double backward = 0.0;   ///< with what is computed again
  double bubbles = 0.0;    ///< while the pipeline fills and empties
  double gradients = 0.0;  ///< of their sum over replicas, what backward does not hide
  double optimizer = 0.0;
  double model_flops = 0.0;  ///< forward and backward without anything computed again
  double mfu = 0.0;          ///< of them, over what the chips could do meanwhile
  TrainingMemory memory;     ///< of the fullest chip, one stage's
  double tokens_per_second() const;
};

/// Throws UserError where the batch does not divide over replicas and micro-batches, or where
/// training does not fit. `peak_flops` is that of one chip in the type of the products.
TrainingStep train(Instance& instance, const TrainingRequest& request, double peak_flops);

}  // namespace systole::llm
