// Random small traces: the engine against a plain retelling of its rules, and what must hold for
// every trace.
#include <catch2/catch.hpp>

#include "base/random.hpp"
#include "serve/reference.hpp"
#include "serve/statistics.hpp"

using namespace systole;
using namespace systole::test;

namespace {

/// A cache that nothing outgrows alone, and that is soon full of several.
serve::ClusterConfig random_cluster(Random& random) {
  serve::ClusterConfig config = small_cluster(16 + random.below(24));
  config.engine.token_budget = 1 + random.below(48);
  config.engine.most_sequences = 1 + random.below(8);
  config.engine.block_tokens = 1 + random.below(5);
  return config;
}

std::vector<Request> random_requests(Random& random, const serve::EngineConfig& engine) {
  const std::int64_t most = engine.blocks * engine.block_tokens;
  const Nanoseconds gap = 1 + random.below(20'000);
  std::vector<Request> requests;
  Nanoseconds time = 0;
  for (std::int64_t i = 0; i < 12; ++i) {
    const std::int64_t input = 1 + random.below(most / 2);
    const std::int64_t output = 1 + random.below(most - input);
    requests.push_back(request(time, input, output));
    time += random.below(gap);
  }
  return requests;
}

}  // namespace

TEST_CASE("an engine does what its rules say, step by step") {
  std::int64_t preempted = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Random random(seed);
    const serve::ClusterConfig config = random_cluster(random);
    const auto requests = random_requests(random, config.engine);
    const auto expected = Reference(requests, config.engine).run();
    const serve::Outcome outcome = run(requests, config);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const serve::Served& served = outcome.served[i];
      INFO("seed " << seed << ", request " << i);
      REQUIRE(Reference::Answer{served.admitted, served.first_token, served.finished,
                                served.preemptions} == expected[i]);
      preempted += served.preemptions;
    }
  }
  CHECK(preempted > 100);  // else the traces were too easy
}

TEST_CASE("requests are first admitted in the order of arrival, and all are served") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    serve::ClusterConfig config = random_cluster(random);
    config.engine.preemption =
        seed % 2 == 0 ? serve::Preemption::swap : serve::Preemption::recompute;
    const auto requests = random_requests(random, config.engine);
    const serve::Outcome outcome = run(requests, config);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      INFO("seed " << seed << ", request " << i);
      REQUIRE(outcome.served[i].finished > 0);
      if (i > 0) REQUIRE(outcome.served[i - 1].admitted <= outcome.served[i].admitted);
    }
  }
}

TEST_CASE("swapped sequences compute nothing twice") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    serve::ClusterConfig config = random_cluster(random);
    config.engine.preemption = serve::Preemption::swap;
    config.engine.block_copy = 50;
    const auto requests = random_requests(random, config.engine);
    const serve::Outcome outcome = run(requests, config);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      INFO("seed " << seed << ", request " << i);
      REQUIRE(outcome.served[i].lost == 0);
      REQUIRE(outcome.served[i].computed == requests[i].input + requests[i].output - 1);
    }
  }
}

TEST_CASE("every mixture of options keeps its books") {
  // The run itself throws where tokens, blocks or Little's law do not add up.
  std::int64_t found = 0;
  std::int64_t rejected = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    serve::ClusterConfig config = random_cluster(random);
    config.engines = 1 + random.below(4);
    if (config.engines > 1) config.prefill_engines = random.below(config.engines);
    config.link = {1e9, random.below(2000)};
    config.engine.token_budget = 64 + random.below(200);
    config.engine.speculation = {random.below(4), random.unit()};
    config.engine.blocks += 8;  // for drafts
    if (random.below(2) == 0) config.engine.preemption = serve::Preemption::swap;
    auto requests = random_requests(random, config.engine);
    for (Request& request : requests) {
      request.output = std::max<std::int64_t>(1, request.output - 4);
      request.prefix = random.below(3) - 1;
      if (request.prefix >= 0) request.prefix_tokens = random.below(request.input + 1);
    }
    const bool whole = random.below(2) == 0;
    if (whole) config.engine.prompts = serve::Prompts::whole;
    if (whole) config.engine.token_budget = config.engine.blocks * config.engine.block_tokens;
    INFO("seed " << seed << ", engines " << config.engines << ", for prompts "
                 << config.prefill_engines << ", draft " << config.engine.speculation.draft_tokens
                 << ", whole " << whole);
    CountingTimer timer;
    const serve::Outcome outcome = serve::serve(requests, config, {{timer, &timer}});
    const serve::Statistics all = serve::statistics_of(outcome);
    found += all.found_tokens;
    rejected += all.rejected_tokens;
    for (const serve::Served& served : outcome.served) REQUIRE(served.finished > 0);
  }
  CHECK(found > 0);
  CHECK(rejected > 0);
}

TEST_CASE("what is asked for less often waits no longer") {
  // The same requests, spread over twice and four times the time.
  Random random(5);
  serve::ClusterConfig config = small_cluster(40);
  auto requests = random_requests(random, config.engine);
  Nanoseconds before = INT64_MAX;
  for (int factor = 0; factor < 4; ++factor) {
    const Nanoseconds median = serve::statistics_of(run(requests, config)).ttft.p50;
    CHECK(median <= before);
    before = median;
    for (Request& request : requests) request.arrival *= 4;
  }
}
