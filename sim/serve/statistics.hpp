// What a run of requests says about itself: percentiles, rates, and how many requests were served
// as was promised.
#pragma once

#include <optional>
#include <vector>

#include "serve/cluster.hpp"

namespace systole::serve {

/// Of a number of times; a percentile is the smallest one that so many of them do not exceed.
struct Spread {
  Nanoseconds mean = 0;
  Nanoseconds p50 = 0;
  Nanoseconds p90 = 0;
  Nanoseconds p99 = 0;
  Nanoseconds largest = 0;
};
Spread spread_of(std::vector<Nanoseconds> times);

/// Of sequences in a step, over steps that have any.
struct BatchSpread {
  double mean = 0.0;
  std::int64_t p50 = 0;
  std::int64_t p99 = 0;
  std::int64_t largest = 0;
};
BatchSpread batch_spread_of(const PoolOutcome& pool);

struct Statistics {
  Spread ttft;
  std::optional<Spread> tpot;  ///< of requests for more than one token
  Spread latency;
  Spread waiting;
  double seconds = 0.0;             ///< from the first arrival to the last token
  double offered_per_second = 0.0;  ///< requests that arrive
  double served_per_second = 0.0;
  double input_tokens_per_second = 0.0;
  double output_tokens_per_second = 0.0;
  double mean_in_system = 0.0;  ///< requests
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t found_tokens = 0;
  std::int64_t lost_tokens = 0;
  std::int64_t rejected_tokens = 0;
  std::int64_t preemptions = 0;
};
Statistics statistics_of(const Outcome& outcome);

/// What is promised for each request; what is not given is not promised.
struct Slo {
  std::optional<Nanoseconds> ttft;
  std::optional<Nanoseconds> tpot;
  std::optional<Nanoseconds> latency;
};
bool meets(const Slo& slo, const Request& request, const Served& served);
/// The share of the requests that meet it.
double attainment_of(const Outcome& outcome, const Slo& slo);

}  // namespace systole::serve
