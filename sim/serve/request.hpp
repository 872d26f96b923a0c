// What a client asks for, and what became of it.
#pragma once

#include <cstdint>

#include "llm/step_timer.hpp"

namespace systole::serve {

using llm::Nanoseconds;

constexpr std::int64_t kNoPrefix = -1;

struct Request {
  Nanoseconds arrival = 0;
  std::int64_t input = 1;   ///< tokens of the prompt
  std::int64_t output = 1;  ///< tokens to generate
  /// Requests with the same number begin with the same tokens.
  std::int64_t prefix = kNoPrefix;
  std::int64_t prefix_tokens = 0;
  /// Tokens of the prompt that a cache outside the model's blocks always has.
  std::int64_t warm_tokens = 0;
  int line = 0;  ///< in the trace that it comes from
};

struct Served {
  Nanoseconds admitted = -1;  ///< first taken out of a queue
  Nanoseconds first_token = -1;
  Nanoseconds finished = -1;
  Nanoseconds waited = 0;  ///< in queues, after preemptions too
  std::int64_t preemptions = 0;
  // Tokens whose keys and values were ...
  std::int64_t computed = 0;
  std::int64_t found = 0;     ///< taken from a cache of prefixes
  std::int64_t lost = 0;      ///< dropped by a preemption
  std::int64_t rejected = 0;  ///< of a draft that was wrong
};

/// Time to first token.
inline Nanoseconds ttft_of(const Request& request, const Served& served) {
  return served.first_token - request.arrival;
}

/// From arrival to the last token.
inline Nanoseconds latency_of(const Request& request, const Served& served) {
  return served.finished - request.arrival;
}

/// Time per output token after the first, rounded down; 0 where there is only one.
inline Nanoseconds tpot_of(const Request& request, const Served& served) {
  if (request.output < 2) return 0;
  return (served.finished - served.first_token) / (request.output - 1);
}

}  // namespace systole::serve
