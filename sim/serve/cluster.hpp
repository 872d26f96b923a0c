// Engines that serve requests together: every one whole, or some for prompts and others for
// decoding with a link between. Events in order of time, in plain C++: a step is one event, so that
// a hundred thousand requests take seconds.
#pragma once

#include <functional>
#include <memory>
#include <queue>
#include <vector>

#include "serve/engine.hpp"
#include "serve/gauge.hpp"

namespace systole::serve {

/// The way of keys and values from an engine for prompts to one for decoding.
struct TransferLink {
  double bytes_per_second = 0.0;
  Nanoseconds latency = 0;
};

struct ClusterConfig {
  std::int64_t engines = 1;
  /// Of `engines`, only for prompts; the others then only decode. 0: every engine does both.
  std::int64_t prefill_engines = 0;
  TransferLink link;
  EngineConfig engine;
  std::uint64_t seed = 1;  ///< of what drafts get right
};

/// Engines of one role, over time.
struct PoolOutcome {
  Role role = Role::all;
  std::int64_t engines = 0;
  std::int64_t blocks = 0;  ///< of all of them
  Gauge waiting;
  Gauge running;
  Gauge used_blocks;
  std::int64_t steps = 0;
  Nanoseconds busy = 0;  ///< summed over the engines
  std::int64_t prompt_tokens = 0;
  std::int64_t decode_tokens = 0;
  std::vector<std::int64_t> steps_of_size;  ///< by the number of sequences in a step
};

struct Outcome {
  std::vector<Request> requests;
  std::vector<Served> served;  ///< of each request
  std::vector<PoolOutcome> pools;
  Gauge in_system;
  Nanoseconds end = 0;           ///< of the last step
  Nanoseconds transferring = 0;  ///< summed over transfers, waiting for the link included
};

struct ClusterTimers {
  EngineTimers engine;
  /// Called now and then with the requests that are done.
  std::function<void(std::size_t)> progress = {};
};

/// Serves all requests, which are in order of arrival. Throws UserError where one can never be
/// served, ModelError where the books of the run do not balance.
Outcome serve(const std::vector<Request>& requests, const ClusterConfig& config,
              const ClusterTimers& timers);

}  // namespace systole::serve
