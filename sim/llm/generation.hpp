// A batch of requests from the first token of its prompts to the last of its answers: prefill, and
// decode over the growing context.
#pragma once

#include <string>
#include <vector>

#include "llm/instance.hpp"
#include "llm/memory.hpp"

namespace systole::llm {

struct Request {
  std::int64_t batch = 1;  ///< requests at a time, over all replicas
  std::int64_t input = 1024;
  std::int64_t output = 128;
  /// Most tokens of one step of prefill in a replica: whole prompts where that is enough for one,
  /// else parts of one.
  std::int64_t prefill_tokens = 8192;
};

/// A step of decode at one context.
struct DecodePoint {
  std::int64_t context = 0;  ///< of each sequence, before the step
  StepTime step;
};

struct Generation {
  Request request;
  StepTime prefill;                 ///< until every request has its first token
  StepTime decode;                  ///< the mean step; of none, when one token is asked for
  std::vector<DecodePoint> points;  ///< simulated; between them decode is interpolated
  /// Largest difference between a simulated point and the line through its neighbours, relative.
  double interpolation_error = 0.0;
  MemoryUse memory;  ///< of the fullest chip

  std::int64_t decode_steps() const { return request.output - 1; }
  double seconds() const;
  double output_tokens_per_second() const;  ///< of all requests, prefill included
  double decode_tokens_per_second() const;  ///< of all requests, while they decode
  double joules_per_output_token() const;   ///< of all chips, prefill included
};

/// Decode is simulated at both ends and where a line between neighbours is wrong by more than
/// `tolerance`.
Generation generate(Instance& instance, const Request& request, double tolerance);

/// The steps of prefill, in order.
std::vector<MicroBatch> prefill_steps(const Instance& instance, const Request& request);
/// One step of decode, as the pipeline has it.
std::vector<MicroBatch> decode_step(const Instance& instance, std::int64_t batch,
                                    std::int64_t context);

/// Until every request has its first token.
StepTime prefill_of(Instance& instance, const Request& request);
/// A step of decode of `batch` requests, over all replicas and stages.
StepTime decode_of(Instance& instance, std::int64_t batch, std::int64_t context);

/// Of the fullest chip when all requests have their last token.
MemoryUse memory_of(const Instance& instance, const Request& request);
/// The largest batch of such requests that fits; 0 when not even one does.
std::int64_t largest_batch(const Instance& instance, Request request);
/// Throws UserError saying what does not fit and how to mend it.
void check_fits(const Instance& instance, const Request& request);

}  // namespace systole::llm
