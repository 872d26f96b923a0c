// A timer that counts, and runs of small clusters.
#pragma once

#include <vector>

#include "serve/cluster.hpp"

namespace systole::test {

using llm::Nanoseconds;
using serve::Request;

/// A step's time in whole numbers that can be worked out by hand.
class CountingTimer : public llm::StepTimer {
 public:
  static constexpr Nanoseconds kStep = 1000;
  static constexpr Nanoseconds kToken = 10;
  static constexpr Nanoseconds kSampled = 3;

  Nanoseconds time(const llm::StepShape& step) override {
    ++asked;
    Nanoseconds time = step.tokens > 0 ? kStep : 0;
    time += kToken * step.tokens + kSampled * step.sampled;
    for (const llm::PrefillChunk& chunk : step.prefill)
      time += chunk.tokens * (2 * chunk.past + chunk.tokens) / 8;
    return time + step.decode.context / 4 * step.decode.tokens;
  }
  llm::KvMemory kv_memory() const override { return {2, 1 << 20}; }

  std::int64_t asked = 0;
};

inline Request request(Nanoseconds arrival, std::int64_t input, std::int64_t output) {
  Request made;
  made.arrival = arrival;
  made.input = input;
  made.output = output;
  return made;
}

inline serve::ClusterConfig small_cluster(std::int64_t blocks) {
  serve::ClusterConfig config;
  config.engine.token_budget = 64;
  config.engine.most_sequences = 8;
  config.engine.block_tokens = 4;
  config.engine.blocks = blocks;
  return config;
}

inline serve::Outcome run(const std::vector<Request>& requests,
                          const serve::ClusterConfig& config) {
  CountingTimer timer;
  return serve::serve(requests, config, {{timer}});
}

}  // namespace systole::test
