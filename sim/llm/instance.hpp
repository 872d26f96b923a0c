// A model on its chips: how long a step takes in all pipeline stages.
#pragma once

#include <optional>
#include <vector>

#include "llm/parts.hpp"
#include "llm/spending.hpp"
#include "study/interval.hpp"

namespace systole::llm {

/// Steps of all stages and replicas.
struct StepTime {
  double seconds = 0.0;
  Spending of_one_chip;  ///< of the stage that works longest; `bubbles` where others work alone
  double joules = 0.0;   ///< of all chips

  /// From p10 to p90; nothing where kernels whose like was measured take less than half of the time
  /// in which the chip works.
  std::optional<study::Bounds> error_bar() const;
  StepTime& operator+=(const StepTime& other);
  friend StepTime operator*(double factor, StepTime step);
};

struct ChipMemory {
  Bytes capacity = 0;
  double bytes_per_second = 0.0;
};

/// What goes through the pipeline at once.
struct MicroBatch {
  Attending attending;
  std::int64_t sampled = 0;  ///< rows that reach the vocabulary
};

class Instance {
 public:
  /// `memory` is that of one chip.
  Instance(Parts parts, const Overheads& overheads, const ChipMemory& memory)
      : parts_(std::move(parts)), overheads_(overheads), memory_(memory) {}

  /// One after the other through the stages, which then are empty.
  StepTime once(const std::vector<MicroBatch>& micro_batches);
  /// The same again and again, each when it has left the last stage: the time between two rounds.
  StepTime repeated(const std::vector<MicroBatch>& micro_batches);

  Parts& parts() { return parts_; }
  const Parts& parts() const { return parts_; }
  const ParallelPlan& plan() const { return parts_.setup().plan; }
  const Overheads& overheads() const { return overheads_; }
  Bytes capacity() const { return memory_.capacity; }
  double bytes_per_second() const { return memory_.bytes_per_second; }

 private:
  using Stages = std::vector<Spending>;

  /// With what the host does for these sequences before their step begins.
  Overheads overheads_of(const Attending& attending) const;
  /// Seconds in which an allocator takes memory for what a stage exchanges, if that is too much.
  double allocation_seconds(const Stage& stage, std::int64_t tokens);
  Stages stages(const MicroBatch& micro_batch);
  std::vector<Stages> stages(const std::vector<MicroBatch>& micro_batches);
  StepTime taken(double seconds, const std::vector<Stages>& work) const;

  Parts parts_;
  Overheads overheads_;
  ChipMemory memory_;
};

}  // namespace systole::llm
