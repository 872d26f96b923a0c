// Requests: drawn, or read from a trace.
#pragma once

#include <string>
#include <vector>

#include "serve/distribution.hpp"
#include "serve/request.hpp"

namespace systole::serve {

/// poisson: gaps are exponential; uniform: all gaps are equal; burst: everybody at once.
enum class Arrivals { poisson, uniform, burst };

struct DrawnRequests {
  std::int64_t count = 1000;
  double per_second = 1.0;
  Arrivals arrivals = Arrivals::poisson;
  const LengthDistribution& input;
  const LengthDistribution& output;
  std::uint64_t seed = 1;
};

/// In order of arrival. With another rate the same requests come in the same order.
std::vector<Request> drawn_requests(const DrawnRequests& asked);

/// Comma-separated values under a heading that names the columns: `arrival` (seconds), `input` and
/// `output` (tokens), and, if wanted, `prefix` (a name that requests share) and `prefix_tokens`.
/// Throws UserError with every mistake, each with its line and column. In order of arrival, the
/// first of which is time 0.
std::vector<Request> read_requests(const std::string& path);

/// The mean rate of arrival; 0 for less than two moments.
double rate_of(const std::vector<Request>& requests);
/// The same requests, all gaps stretched so that they come at that rate.
std::vector<Request> at_rate(std::vector<Request> requests, double per_second);
/// The first `share` of every prompt is found in a cache.
std::vector<Request> with_warm_prompts(std::vector<Request> requests, double share);

}  // namespace systole::serve
