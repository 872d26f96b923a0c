#include "serve/table_timer.hpp"

#include <algorithm>
#include <cmath>

namespace systole::serve {

namespace {

using llm::StepShape;

/// Contexts up to here make one cell.
constexpr std::int64_t kFirstContext = 256;
/// The 1st, 16th, 256th ... step is compared.
constexpr std::int64_t kComparedFactor = 16;

StepShape layers_shape(std::int64_t tokens) {
  StepShape shape;
  shape.tokens = tokens;
  return shape;
}

StepShape head_shape(std::int64_t rows) {
  StepShape shape;
  shape.sampled = rows;
  return shape;
}

StepShape prompt_shape(std::int64_t tokens, std::int64_t past) {
  StepShape shape;
  shape.prefill.push_back({tokens, past});
  return shape;
}

}  // namespace

TableTimer::TableTimer(llm::StepTimer& source, double tolerance)
    : source_(source),
      accuracy_{tolerance, source.time(layers_shape(1))},
      layers_([this](std::int64_t x, std::int64_t) { return source_.time(layers_shape(x)); },
              {tolerance, 0}, 0),
      head_([this](std::int64_t x, std::int64_t) { return source_.time(head_shape(x)); }, accuracy_,
            0),
      prompts_([this](std::int64_t x, std::int64_t y) { return source_.time(prompt_shape(x, y)); },
               accuracy_, kFirstContext) {}

double TableTimer::decode_time(const llm::DecodeBatch& batch) {
  auto surface = decode_.find(batch.tokens);
  if (surface == decode_.end()) {
    const auto ask = [this, tokens = batch.tokens](std::int64_t x, std::int64_t y) {
      StepShape shape;
      shape.decode = {x, tokens, x * y};
      return source_.time(shape);
    };
    surface = decode_.emplace(batch.tokens, TimeSurface(ask, accuracy_, kFirstContext)).first;
  }
  const auto sequences = static_cast<double>(batch.sequences);
  return surface->second.at(sequences, static_cast<double>(batch.context) / sequences);
}

llm::Nanoseconds TableTimer::time(const StepShape& step) {
  double sum = 0.0;
  if (step.tokens > 0) sum += layers_.at(static_cast<double>(step.tokens), 0.0);
  if (step.sampled > 0) sum += head_.at(static_cast<double>(step.sampled), 0.0);
  for (const llm::PrefillChunk& chunk : step.prefill)
    sum += prompts_.at(static_cast<double>(chunk.tokens), static_cast<double>(chunk.past));
  if (step.decode.sequences > 0) sum += decode_time(step.decode);
  if (++asked_ == next_compared_) compare(step, sum);
  return static_cast<llm::Nanoseconds>(std::llround(sum));
}

void TableTimer::compare(const StepShape& step, double answer) {
  next_compared_ *= kComparedFactor;
  const auto truth = static_cast<double>(source_.time(step));
  if (truth <= 0.0) return;
  ++compared_;
  largest_step_error_ = std::max(largest_step_error_, std::fabs(answer / truth - 1.0));
}

TableQuality TableTimer::quality() const {
  TableQuality quality;
  const auto add = [&](const TimeSurface& surface) {
    quality.points += surface.points();
    quality.largest_error = std::max(quality.largest_error, surface.largest_error());
  };
  add(layers_);
  add(head_);
  add(prompts_);
  for (const auto& [tokens, surface] : decode_) add(surface);
  quality.steps = compared_;
  quality.largest_step_error = largest_step_error_;
  return quality;
}

}  // namespace systole::serve
