#include "llm/generation.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"

namespace systole::llm {

namespace {

constexpr std::size_t kMostPoints = 65;

/// `count` requests of one replica over at most `parts` micro-batches, as even as they can be.
std::vector<std::int64_t> spread(std::int64_t count, std::int64_t parts) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t i = 0; i < std::min(parts, count); ++i)
    sizes.push_back(count / parts + (i < count % parts ? 1 : 0));
  return sizes;
}

std::int64_t of_one_replica(const Instance& instance, std::int64_t batch) {
  return ceil_div(batch, instance.plan().data);
}

std::vector<MicroBatch> whole_prompts(const Instance& instance, const Request& request) {
  const std::int64_t batch = of_one_replica(instance, request.batch);
  const std::int64_t at_a_time =
      std::clamp<std::int64_t>(request.prefill_tokens / request.input, 1, batch);
  const std::int64_t steps =
      std::max(ceil_div(batch, at_a_time), std::min(instance.plan().pipeline, batch));
  std::vector<MicroBatch> micro_batches;
  for (const std::int64_t size : spread(batch, steps))
    micro_batches.push_back({{workload::Phase::prefill, size, request.input, 0}, size});
  return micro_batches;
}

std::vector<MicroBatch> parts_of_prompts(const Instance& instance, const Request& request) {
  std::vector<MicroBatch> micro_batches;
  for (std::int64_t i = 0; i < of_one_replica(instance, request.batch); ++i) {
    for (std::int64_t past = 0; past < request.input; past += request.prefill_tokens) {
      const std::int64_t tokens = std::min(request.prefill_tokens, request.input - past);
      const bool is_last = past + tokens == request.input;
      micro_batches.push_back({{workload::Phase::prefill, 1, tokens, past}, is_last ? 1 : 0});
    }
  }
  return micro_batches;
}

/// Decode at contexts, simulated where lines between simulated points are not good enough.
class Decoding {
 public:
  Decoding(Instance& instance, const Request& request, double tolerance)
      : instance_(instance), batch_(request.batch), tolerance_(tolerance) {
    const std::int64_t first = request.input;
    const std::int64_t last = request.input + request.output - 2;
    points.push_back(at(first));
    if (last == first) return;
    const DecodePoint end = at(last);
    refine(points.front(), end);
    points.push_back(end);
  }

  /// Over every context between the first and the last point, both included.
  StepTime sum() const {
    StepTime total;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      // The line from a to b, b itself left to the next piece.
      const auto steps = static_cast<double>(points[i + 1].context - points[i].context);
      total += (steps + 1.0) / 2.0 * points[i].step;
      total += (steps - 1.0) / 2.0 * points[i + 1].step;
    }
    return total += points.back().step;
  }

  std::vector<DecodePoint> points;
  double error = 0.0;

 private:
  DecodePoint at(std::int64_t context) { return {context, decode_of(instance_, batch_, context)}; }

  /// Adds the points between a and b, in order.
  void refine(const DecodePoint& a, const DecodePoint& b) {
    if (b.context - a.context < 2) return;
    const DecodePoint middle = at((a.context + b.context) / 2);
    const double share = static_cast<double>(middle.context - a.context) /
                         static_cast<double>(b.context - a.context);
    const double line = a.step.seconds + share * (b.step.seconds - a.step.seconds);
    const double wrong = std::abs(line - middle.step.seconds) / middle.step.seconds;
    // Lines to the point in the middle are at least as good as the one across it.
    const bool is_good = wrong <= tolerance_ || points.size() + 2 >= kMostPoints;
    if (is_good) error = std::max(error, wrong);
    if (!is_good) refine(a, middle);
    points.push_back(middle);
    if (!is_good) refine(middle, b);
  }

  Instance& instance_;
  std::int64_t batch_;
  double tolerance_;
};

}  // namespace

double Generation::seconds() const {
  return prefill.seconds + static_cast<double>(decode_steps()) * decode.seconds;
}

double Generation::output_tokens_per_second() const {
  return static_cast<double>(request.batch * request.output) / seconds();
}

double Generation::decode_tokens_per_second() const {
  return decode.seconds > 0.0 ? static_cast<double>(request.batch) / decode.seconds : 0.0;
}

double Generation::joules_per_output_token() const {
  const double joules = prefill.joules + static_cast<double>(decode_steps()) * decode.joules;
  return joules / static_cast<double>(request.batch * request.output);
}

std::vector<MicroBatch> prefill_steps(const Instance& instance, const Request& request) {
  return request.input <= request.prefill_tokens ? whole_prompts(instance, request)
                                                 : parts_of_prompts(instance, request);
}

std::vector<MicroBatch> decode_step(const Instance& instance, std::int64_t batch,
                                    std::int64_t context) {
  std::vector<MicroBatch> micro_batches;
  for (const std::int64_t size : spread(of_one_replica(instance, batch), instance.plan().pipeline))
    micro_batches.push_back({{workload::Phase::decode, size, 1, context}, size});
  return micro_batches;
}

StepTime prefill_of(Instance& instance, const Request& request) {
  return instance.once(prefill_steps(instance, request));
}

StepTime decode_of(Instance& instance, std::int64_t batch, std::int64_t context) {
  return instance.repeated(decode_step(instance, batch, context));
}

Generation generate(Instance& instance, const Request& request, double tolerance) {
  check_fits(instance, request);
  Generation generation;
  generation.request = request;
  generation.memory = memory_of(instance, request);
  generation.prefill = prefill_of(instance, request);
  if (request.output < 2) return generation;
  const Decoding decoding(instance, request, tolerance);
  generation.decode = 1.0 / static_cast<double>(request.output - 1) * decoding.sum();
  generation.points = decoding.points;
  generation.interpolation_error = decoding.error;
  return generation;
}

}  // namespace systole::llm
