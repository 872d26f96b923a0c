// Step times by closed forms: each operator takes as long as its multiply-accumulates at the peak
// or its bytes at the full bandwidth, whichever is more. No launches, no collectives: the best that
// could be, in a microsecond.
#pragma once

#include <cstdint>

#include "config/chip.hpp"
#include "llm/step_timer.hpp"
#include "workload/decoder.hpp"

namespace systole::serve {

/// Chips that share every operator evenly.
struct RooflineMachine {
  config::Chip chip;
  std::int64_t chips = 1;
  double memory_share = 0.9;  ///< of the capacity that weights, keys and values may take
};

class RooflineTimer : public llm::StepTimer {
 public:
  /// Throws UserError where the model's weights do not fit, or the chip cannot multiply its types.
  RooflineTimer(workload::DecoderModel model, RooflineMachine machine);

  llm::Nanoseconds time(const llm::StepShape& step) override;
  llm::KvMemory kv_memory() const override { return memory_; }

 private:
  enum class Part { attention, others };

  double seconds_of(const workload::Operator& op) const;
  double seconds_of(const workload::DecoderStep& step, Part part) const;
  double head_seconds(std::int64_t rows) const;
  double ops_per_second(DType dtype) const;

  workload::DecoderModel model_;
  RooflineMachine machine_;
  llm::KvMemory memory_;
};

/// What the model's trained parameters take in memory.
Bytes weight_bytes_of(const workload::DecoderModel& model);

}  // namespace systole::serve
