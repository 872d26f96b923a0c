// Steps of a serving engine, timed by a model on its chips.
#pragma once

#include "llm/instance.hpp"
#include "llm/step_timer.hpp"

namespace systole::llm {

/// Every part of every shape is simulated when it is first asked for. A step passes through all
/// pipeline stages before the next one starts; replicas share its tokens evenly.
class ChipStepTimer : public StepTimer {
 public:
  /// `most_tokens` of a step in all: activations of so many are kept free.
  ChipStepTimer(Instance& instance, std::int64_t most_tokens)
      : instance_(instance), most_tokens_(most_tokens) {}

  Nanoseconds time(const StepShape& step) override;
  KvMemory kv_memory() const override;

 private:
  double layers(std::int64_t tokens);
  double attention(const Attending& attending);
  double head(std::int64_t rows);
  double decode(const DecodeBatch& batch);
  double seconds_behind_another(const Pieces& pieces) const;

  Instance& instance_;
  std::int64_t most_tokens_ = 0;
};

}  // namespace systole::llm
