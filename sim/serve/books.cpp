#include "serve/books.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::serve {

namespace {

/// The most tokens of a request that are in the cache at once.
std::int64_t most_cached(const Request& request, const EngineConfig& engine) {
  const std::int64_t draft = request.output > 1 ? engine.speculation.draft_tokens : 0;
  return request.input + request.output - 1 + draft;
}

std::string name_of(const Request& request, std::size_t index) {
  return request.line > 0 ? fmt::format("the request of line {}", request.line)
                          : fmt::format("request {}", index + 1);
}

void check_request(const Request& request, std::size_t index, const EngineConfig& engine) {
  const std::int64_t tokens = most_cached(request, engine);
  const std::int64_t room = engine.blocks * engine.block_tokens;
  if (tokens > room) {
    throw UserError(
        fmt::format("the KV cache is too small for one request: {} has {} + {} tokens, and there "
                    "is room for {} ({} blocks of {}); use more or larger chips, a smaller type "
                    "for keys and values, or shorter requests",
                    name_of(request, index), request.input, request.output, room, engine.blocks,
                    engine.block_tokens));
  }
  if (engine.prompts == Prompts::whole && tokens > engine.token_budget) {
    throw UserError(
        fmt::format("without chunked prefill a prompt must fit in one step: {} can come to {} "
                    "tokens, and a step has {}; raise the token budget",
                    name_of(request, index), tokens, engine.token_budget));
  }
}

void check_tokens(const Request& request, const Served& served, std::size_t index) {
  const std::int64_t kept = served.computed + served.found - served.lost - served.rejected;
  const bool in_order = request.arrival <= served.admitted &&
                        served.admitted <= served.first_token &&
                        served.first_token <= served.finished;
  if (in_order && kept == request.input + request.output - 1) return;
  throw ModelError(fmt::format(
      "serve: the books of request {} do not balance: {} tokens computed, {} found, {} lost, {} "
      "rejected for {} + {}",
      index + 1, served.computed, served.found, served.lost, served.rejected, request.input,
      request.output));
}

void check_little(const char* where, Wide integral, Wide times) {
  if (integral == times) return;
  throw ModelError(fmt::format(
      "serve: Little's law does not hold {}: {:.9g} request seconds by number, {:.9g} by time",
      where, static_cast<double>(integral) * 1e-9, static_cast<double>(times) * 1e-9));
}

}  // namespace

void check_can_serve(const std::vector<Request>& requests, const ClusterConfig& config) {
  const std::int64_t draft = config.engine.speculation.draft_tokens;
  if (1 + draft > config.engine.token_budget) {
    throw UserError(
        fmt::format("a draft of {} tokens does not fit in a step of {}; raise the token budget",
                    draft, config.engine.token_budget));
  }
  for (std::size_t i = 0; i < requests.size(); ++i) check_request(requests[i], i, config.engine);
}

void check_books(const Outcome& outcome) {
  Wide in_system = 0;
  Wide in_queues = 0;
  std::int64_t computed = 0;
  for (std::size_t i = 0; i < outcome.requests.size(); ++i) {
    const Served& served = outcome.served[i];
    check_tokens(outcome.requests[i], served, i);
    in_system += latency_of(outcome.requests[i], served);
    in_queues += served.waited;
    computed += served.computed;
  }
  Wide waiting = 0;
  std::int64_t scheduled = 0;
  for (const PoolOutcome& pool : outcome.pools) {
    waiting += pool.waiting.integral();
    scheduled += pool.prompt_tokens + pool.decode_tokens;
  }
  check_little("in the system", outcome.in_system.integral(), in_system);
  check_little("in the queues", waiting, in_queues);
  if (scheduled == computed) return;
  throw ModelError(
      fmt::format("serve: {} tokens were scheduled, and {} computed", scheduled, computed));
}

}  // namespace systole::serve
