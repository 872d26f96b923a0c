#include "llm/chip_step_timer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/checked.hpp"
#include "llm/memory.hpp"

namespace systole::llm {

namespace {

/// Without the host: the engine's own is the serving simulation's to add.
Overheads of_chip(Overheads overheads) {
  overheads.host = {};
  return overheads;
}

}  // namespace

double ChipStepTimer::seconds_behind_another(const Pieces& pieces) const {
  Overheads overheads = of_chip(instance_.overheads());
  overheads.launch.first_us = overheads.launch.next_us;
  Walk walk(overheads);
  walk.add(pieces);
  return walk.spent().total();
}

double ChipStepTimer::layers(std::int64_t tokens) {
  Parts& parts = instance_.parts();
  const std::int64_t own = ceil_div(tokens, instance_.plan().data);
  const Overheads overheads = of_chip(instance_.overheads());
  double seconds = 0.0;
  for (const Stage& stage : stages_of(instance_.plan(), parts.kinds().size())) {
    Walk walk(overheads);
    if (stage.first == 0) walk.add(parts.embedding(own));
    for (std::size_t i = 0; i < stage.count; ++i)
      walk.add(parts.layer(parts.kinds()[stage.first + i], own));
    if (stage.first + stage.count < parts.kinds().size()) walk.add(parts.hand_over(own));
    seconds += walk.spent().total();
  }
  return seconds;
}

double ChipStepTimer::attention(const Attending& attending) {
  Parts& parts = instance_.parts();
  double seconds = 0.0;
  for (const std::size_t kind : parts.kinds())
    seconds += seconds_behind_another(parts.attention(kind, attending));
  return seconds;
}

double ChipStepTimer::head(std::int64_t rows) {
  return seconds_behind_another(instance_.parts().head(ceil_div(rows, instance_.plan().data)));
}

double ChipStepTimer::decode(const DecodeBatch& batch) {
  const std::int64_t own = ceil_div(batch.sequences, instance_.plan().data);
  return attention({workload::Phase::decode, own, batch.tokens, batch.context / batch.sequences});
}

Nanoseconds ChipStepTimer::time(const StepShape& step) {
  double seconds = 0.0;
  if (step.tokens > 0) seconds += layers(step.tokens);
  if (step.sampled > 0) seconds += head(step.sampled);
  if (step.decode.sequences > 0) seconds += decode(step.decode);
  double chunks = 0.0;
  for (const PrefillChunk& chunk : step.prefill)
    chunks += attention({workload::Phase::prefill, 1, chunk.tokens, chunk.past});
  seconds += chunks / static_cast<double>(instance_.plan().data);
  return std::llround(seconds * kNanosecondsPerSecond);
}

KvMemory ChipStepTimer::kv_memory() const {
  const Parts& parts = instance_.parts();
  const ParallelPlan& plan = instance_.plan();
  const std::vector<Stage> stages = stages_of(plan, parts.kinds().size());
  const Bytes activations = activation_bytes(parts, ceil_div(most_tokens_, plan.data));
  KvMemory memory;
  std::int64_t tokens = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const Bytes per_token = kv_bytes(parts.rank(), stages[i], 1, 1);
    const Bytes used = weight_bytes(parts.rank(), plan, i) + activations;
    tokens = std::min(tokens, std::max<Bytes>(0, instance_.capacity() - used) / per_token);
    memory.bytes_per_token += per_token * plan.tensor;
  }
  memory.capacity = checked_product({tokens, plan.data, memory.bytes_per_token}, "bytes of cache");
  return memory;
}

}  // namespace systole::llm
