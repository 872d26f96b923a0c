#include "serve/statistics.hpp"

#include <algorithm>

namespace systole::serve {

namespace {

/// The smallest index below which at least `percent` of `count` values lie, itself included.
std::size_t rank_of(std::size_t count, std::size_t percent) {
  return (count * percent + 99) / 100 - 1;
}

double seconds_of(Nanoseconds time) {
  return static_cast<double>(time) / llm::kNanosecondsPerSecond;
}

void add(Statistics& sum, const Request& request, const Served& served) {
  sum.input_tokens += request.input;
  sum.output_tokens += request.output;
  sum.found_tokens += served.found;
  sum.lost_tokens += served.lost;
  sum.rejected_tokens += served.rejected;
  sum.preemptions += served.preemptions;
}

}  // namespace

Spread spread_of(std::vector<Nanoseconds> times) {
  if (times.empty()) return {};
  std::sort(times.begin(), times.end());
  Wide sum = 0;
  for (const Nanoseconds time : times) sum += time;
  const auto at = [&](std::size_t percent) { return times[rank_of(times.size(), percent)]; };
  return {static_cast<Nanoseconds>(sum / static_cast<Wide>(times.size())), at(50), at(90), at(99),
          times.back()};
}

BatchSpread batch_spread_of(const PoolOutcome& pool) {
  BatchSpread spread;
  if (pool.steps == 0) return spread;
  const auto below = [&](std::int64_t percent) { return (pool.steps * percent + 99) / 100; };
  std::int64_t seen = 0;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < pool.steps_of_size.size(); ++i) {
    const std::int64_t steps = pool.steps_of_size[i];
    if (steps == 0) continue;
    const auto size = static_cast<std::int64_t>(i);
    if (seen < below(50)) spread.p50 = size;
    if (seen < below(99)) spread.p99 = size;
    spread.largest = size;
    seen += steps;
    sum += steps * size;
  }
  spread.mean = static_cast<double>(sum) / static_cast<double>(pool.steps);
  return spread;
}

Statistics statistics_of(const Outcome& outcome) {
  Statistics all;
  std::vector<Nanoseconds> ttft;
  std::vector<Nanoseconds> tpot;
  std::vector<Nanoseconds> latency;
  std::vector<Nanoseconds> waiting;
  for (std::size_t i = 0; i < outcome.requests.size(); ++i) {
    const Request& request = outcome.requests[i];
    const Served& served = outcome.served[i];
    add(all, request, served);
    ttft.push_back(ttft_of(request, served));
    latency.push_back(latency_of(request, served));
    waiting.push_back(served.waited);
    if (request.output > 1) tpot.push_back(tpot_of(request, served));
  }
  all.ttft = spread_of(std::move(ttft));
  if (!tpot.empty()) all.tpot = spread_of(std::move(tpot));
  all.latency = spread_of(std::move(latency));
  all.waiting = spread_of(std::move(waiting));
  all.seconds = seconds_of(outcome.end);
  all.mean_in_system = outcome.in_system.mean(outcome.end);
  const Nanoseconds arrivals = outcome.requests.empty() ? 0 : outcome.requests.back().arrival;
  const auto count = static_cast<double>(outcome.requests.size());
  if (arrivals > 0) all.offered_per_second = (count - 1.0) / seconds_of(arrivals);
  if (all.seconds <= 0.0) return all;
  all.served_per_second = count / all.seconds;
  all.input_tokens_per_second = static_cast<double>(all.input_tokens) / all.seconds;
  all.output_tokens_per_second = static_cast<double>(all.output_tokens) / all.seconds;
  return all;
}

bool meets(const Slo& slo, const Request& request, const Served& served) {
  const auto within = [](const std::optional<Nanoseconds>& limit, Nanoseconds time) {
    return !limit || time <= *limit;
  };
  return within(slo.ttft, ttft_of(request, served)) && within(slo.tpot, tpot_of(request, served)) &&
         within(slo.latency, latency_of(request, served));
}

double attainment_of(const Outcome& outcome, const Slo& slo) {
  if (outcome.requests.empty()) return 1.0;
  std::int64_t met = 0;
  for (std::size_t i = 0; i < outcome.requests.size(); ++i)
    met += meets(slo, outcome.requests[i], outcome.served[i]) ? 1 : 0;
  return static_cast<double>(met) / static_cast<double>(outcome.requests.size());
}

}  // namespace systole::serve
