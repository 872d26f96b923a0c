#include "llm/instance.hpp"

#include <algorithm>
#include <numeric>

namespace systole::llm {

StepTime& StepTime::operator+=(const StepTime& other) {
  seconds += other.seconds;
  of_one_chip += other.of_one_chip;
  joules += other.joules;
  return *this;
}

StepTime operator*(double factor, StepTime step) {
  step.seconds *= factor;
  step.of_one_chip = factor * step.of_one_chip;
  step.joules *= factor;
  return step;
}

std::optional<study::Bounds> StepTime::error_bar() const {
  const double working = of_one_chip.total() - of_one_chip.of(Cause::bubbles);
  if (working <= 0.0 || of_one_chip.validated < 0.5 * working) return std::nullopt;
  return study::Bounds{seconds * of_one_chip.low / working, seconds * of_one_chip.high / working};
}

Overheads Instance::overheads_of(const Attending& attending) const {
  Overheads overheads = overheads_;
  overheads.host.step_us += overheads.sequence_us * static_cast<double>(attending.batch);
  if (attending.phase == workload::Phase::prefill) overheads.host.step_us += overheads.prompt_us;
  return overheads;
}

double Instance::allocation_seconds(const Stage& stage, std::int64_t tokens) {
  constexpr double kSecondsPerMicro = 1e-6;
  constexpr double kMib = 1024.0 * 1024.0;
  const config::AllocatorConfig& allocator = overheads_.allocator;
  if (allocator.take_us_per_mib <= 0.0) return 0.0;
  const workload::DecoderModel& rank = parts_.rank();
  const auto tensor = static_cast<double>(bytes_of(rank.types.activation, tokens * rank.hidden));
  double exchanged = 0.0;
  for (std::size_t i = 0; i < stage.count; ++i) {
    for (const Piece& piece : parts_.layer(parts_.kinds()[stage.first + i], tokens))
      if (piece.cause == Cause::collectives) exchanged += tensor;
  }
  const double free = allocator.free_share * static_cast<double>(memory_.capacity);
  return exchanged > free ? kSecondsPerMicro * allocator.take_us_per_mib * exchanged / kMib : 0.0;
}

Instance::Stages Instance::stages(const MicroBatch& micro_batch) {
  const Attending& attending = micro_batch.attending;
  const std::int64_t tokens = attending.batch * attending.tokens;
  const std::vector<Stage> stages = stages_of(plan(), parts_.kinds().size());
  const Overheads overheads = overheads_of(attending);
  Stages spent;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    Walk walk(overheads);
    if (i == 0) walk.add(parts_.embedding(tokens));
    for (std::size_t layer = 0; layer < stages[i].count; ++layer) {
      const std::size_t kind = parts_.kinds()[stages[i].first + layer];
      walk.add(parts_.layer(kind, tokens));
      walk.add(parts_.attention(kind, attending));
    }
    if (i + 1 < stages.size()) {
      walk.add(parts_.hand_over(tokens));
    } else if (micro_batch.sampled > 0) {
      walk.add(parts_.head(micro_batch.sampled));
    }
    walk.stall(allocation_seconds(stages[i], tokens));
    spent.push_back(walk.spent());
  }
  return spent;
}

std::vector<Instance::Stages> Instance::stages(const std::vector<MicroBatch>& micro_batches) {
  std::vector<Stages> work;
  for (const MicroBatch& micro_batch : micro_batches) work.push_back(stages(micro_batch));
  return work;
}

StepTime Instance::taken(double seconds, const std::vector<Stages>& work) const {
  Stages of_stage(static_cast<std::size_t>(plan().pipeline));
  for (const Stages& micro_batch : work) {
    for (std::size_t i = 0; i < micro_batch.size(); ++i) of_stage[i] += micro_batch[i];
  }
  StepTime step;
  step.seconds = seconds;
  for (Spending& stage : of_stage) {
    const double idle = std::max(0.0, seconds - stage.total());
    stage.of(Cause::bubbles) += idle;
    stage.joules += idle * overheads_.idle_watts;
    step.joules += stage.joules * static_cast<double>(plan().tensor * plan().data);
  }
  const auto works_less = [](const Spending& a, const Spending& b) {
    return a.of(Cause::bubbles) > b.of(Cause::bubbles);
  };
  step.of_one_chip = *std::max_element(of_stage.begin(), of_stage.end(), works_less);
  return step;
}

StepTime Instance::once(const std::vector<MicroBatch>& micro_batches) {
  const std::vector<Stages> work = stages(micro_batches);
  std::vector<double> free(static_cast<std::size_t>(plan().pipeline), 0.0);
  double left = 0.0;  // the stage before
  for (const Stages& micro_batch : work) {
    left = 0.0;
    for (std::size_t i = 0; i < micro_batch.size(); ++i) {
      free[i] = std::max(free[i], left) + micro_batch[i].total();
      left = free[i];
    }
  }
  return taken(left, work);
}

StepTime Instance::repeated(const std::vector<MicroBatch>& micro_batches) {
  const std::vector<Stages> work = stages(micro_batches);
  std::vector<double> busy(static_cast<std::size_t>(plan().pipeline), 0.0);
  double longest_way = 0.0;
  for (const Stages& micro_batch : work) {
    double way = 0.0;
    for (std::size_t i = 0; i < micro_batch.size(); ++i) {
      busy[i] += micro_batch[i].total();
      way += micro_batch[i].total();
    }
    longest_way = std::max(longest_way, way);
  }
  return taken(std::max(longest_way, *std::max_element(busy.begin(), busy.end())), work);
}

}  // namespace systole::llm
