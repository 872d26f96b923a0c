// How long one step of a serving engine takes: asked by the serving simulation, answered by a
// simulated chip, by closed forms, or by a table in front of either.
#pragma once

#include <cstdint>
#include <vector>

#include "base/units.hpp"

namespace systole::llm {

/// Whole nanoseconds, so that the clock of a long run adds up exactly: 292 years fit.
using Nanoseconds = std::int64_t;
constexpr double kNanosecondsPerSecond = 1e9;

/// Consecutive tokens of one prompt, with what its sequence has in the cache before them.
struct PrefillChunk {
  std::int64_t tokens = 0;
  std::int64_t past = 0;
};

/// Sequences that each get the same few new tokens: one, or a draft to verify besides.
struct DecodeBatch {
  std::int64_t sequences = 0;
  std::int64_t tokens = 1;   ///< new ones of each sequence
  std::int64_t context = 0;  ///< tokens in the cache before the step, summed over the sequences
};

/// One step. Its operators run one after the other, so that parts can be asked for alone: without
/// chunks and sequences it is the projections and feed-forward layers of `tokens` tokens (with
/// their collectives), with `sampled` alone the head, with a chunk alone the attention of that
/// chunk. A part that is not asked for takes no time.
struct StepShape {
  std::int64_t tokens = 0;   ///< through the layers, of prompts and of decoding together
  std::int64_t sampled = 0;  ///< rows that reach the vocabulary
  std::vector<PrefillChunk> prefill;
  DecodeBatch decode;
};

/// The cache for keys and values of one instance of the model, over all its chips.
struct KvMemory {
  Bytes bytes_per_token = 0;
  Bytes capacity = 0;  ///< what weights and activations leave
};

/// An instance of a model on its chips.
class StepTimer {
 public:
  StepTimer() = default;
  StepTimer(const StepTimer&) = delete;
  StepTimer& operator=(const StepTimer&) = delete;
  virtual ~StepTimer() = default;

  /// The same shape always takes the same time. What the host adds is not in it.
  virtual Nanoseconds time(const StepShape& step) = 0;
  virtual KvMemory kv_memory() const = 0;
};

}  // namespace systole::llm
