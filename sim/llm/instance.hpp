// A model on its chips: how long a step takes in all pipeline stages.
#pragma once

#include <vector>

#include "llm/parts.hpp"
#include "llm/spending.hpp"

namespace systole::llm {

/// Steps of all stages and replicas.
struct StepTime {
  double seconds = 0.0;
  Spending of_one_chip;  ///< of the stage that works longest; `bubbles` where others work alone
  double joules = 0.0;   ///< of all chips

  StepTime& operator+=(const StepTime& other);
  friend StepTime operator*(double factor, StepTime step);
};

/// What goes through the pipeline at once.
struct MicroBatch {
  Attending attending;
  std::int64_t sampled = 0;  ///< rows that reach the vocabulary
};

class Instance {
 public:
  Instance(Parts parts, const Overheads& overheads, Bytes capacity)
      : parts_(std::move(parts)), overheads_(overheads), capacity_(capacity) {}

  /// One after the other through the stages, which then are empty.
  StepTime once(const std::vector<MicroBatch>& micro_batches);
  /// The same again and again, each when it has left the last stage: the time between two rounds.
  StepTime repeated(const std::vector<MicroBatch>& micro_batches);

  Parts& parts() { return parts_; }
  const Parts& parts() const { return parts_; }
  const ParallelPlan& plan() const { return parts_.setup().plan; }
  const Overheads& overheads() const { return overheads_; }
  Bytes capacity() const { return capacity_; }  ///< of one chip's memory

 private:
  using Stages = std::vector<Spending>;

  Stages stages(const MicroBatch& micro_batch);
  std::vector<Stages> stages(const std::vector<MicroBatch>& micro_batches);
  StepTime taken(double seconds, const std::vector<Stages>& work) const;

  Parts parts_;
  Overheads overheads_;
  Bytes capacity_ = 0;
};

}  // namespace systole::llm
