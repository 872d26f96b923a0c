#include <cmath>

#include <boost/random/exponential_distribution.hpp>

#include "base/error.hpp"
#include "serve/requests.hpp"

namespace systole::serve {

namespace {

constexpr double kLongestRun = 9e9;  ///< seconds that fit in 64 bits of nanoseconds

Nanoseconds nanoseconds_of(double seconds) {
  if (!(seconds < kLongestRun)) {
    throw UserError("the last request arrives after more than 285 years; raise the rate");
  }
  return static_cast<Nanoseconds>(std::llround(seconds * llm::kNanosecondsPerSecond));
}

/// In units of the mean gap.
double gap(Arrivals arrivals, Random& random) {
  if (arrivals == Arrivals::burst) return 0.0;
  if (arrivals == Arrivals::uniform) return 1.0;
  return boost::random::exponential_distribution<double>(1.0)(random);
}

}  // namespace

std::vector<Request> drawn_requests(const DrawnRequests& asked) {
  // A stream each, so that another distribution of one leaves the others as they are.
  Random seeds(asked.seed);
  Random gaps(seeds.bits());
  Random inputs(seeds.bits());
  Random outputs(seeds.bits());
  std::vector<Request> requests;
  requests.reserve(static_cast<std::size_t>(asked.count));
  double time = 0.0;
  for (std::int64_t i = 0; i < asked.count; ++i) {
    Request request;
    if (i > 0) time += gap(asked.arrivals, gaps);
    request.arrival = nanoseconds_of(time / asked.per_second);
    request.input = asked.input.draw(inputs);
    request.output = asked.output.draw(outputs);
    requests.push_back(request);
  }
  return requests;
}

double rate_of(const std::vector<Request>& requests) {
  if (requests.size() < 2) return 0.0;
  const Nanoseconds span = requests.back().arrival - requests.front().arrival;
  if (span == 0) return 0.0;
  return static_cast<double>(requests.size() - 1) / static_cast<double>(span) *
         llm::kNanosecondsPerSecond;
}

std::vector<Request> at_rate(std::vector<Request> requests, double per_second) {
  const double factor = rate_of(requests) / per_second;
  for (Request& request : requests) {
    const double seconds = static_cast<double>(request.arrival) / llm::kNanosecondsPerSecond;
    request.arrival = nanoseconds_of(seconds * factor);
  }
  return requests;
}

std::vector<Request> with_warm_prompts(std::vector<Request> requests, double share) {
  for (Request& request : requests)
    request.warm_tokens = static_cast<std::int64_t>(static_cast<double>(request.input) * share);
  return requests;
}

}  // namespace systole::serve
