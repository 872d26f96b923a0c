// Several engines: who gets what, and prompts apart from decoding.
#include <catch2/catch.hpp>

#include "serve/fixtures.hpp"
#include "serve/statistics.hpp"

using namespace systole;
using namespace systole::test;

TEST_CASE("engines share requests, and two do not disturb each other") {
  serve::ClusterConfig config = small_cluster(100);
  const auto alone = run({request(0, 30, 5)}, config);
  config.engines = 2;
  const auto both = run({request(0, 30, 5), request(0, 30, 5)}, config);
  CHECK(both.served[0].finished == alone.served[0].finished);
  CHECK(both.served[1].finished == alone.served[0].finished);
  CHECK(both.pools[0].steps == 2 * alone.pools[0].steps);
}

TEST_CASE("prompts apart: keys and values cross the link once") {
  serve::ClusterConfig config = small_cluster(100);
  const auto together = run({request(0, 30, 5)}, config);
  config.engines = 2;
  config.prefill_engines = 1;
  config.link = {1e9, 700};  // 30 tokens of 2 bytes: 60 ns
  const auto apart = run({request(0, 30, 5)}, config);
  CHECK(apart.served[0].first_token == together.served[0].first_token);
  CHECK(apart.served[0].finished == together.served[0].finished + 760);
  CHECK(apart.transferring == 760);
  REQUIRE(apart.pools.size() == 2);
  CHECK(apart.pools[0].prompt_tokens == 30);
  CHECK(apart.pools[0].decode_tokens == 0);
  CHECK(apart.pools[1].prompt_tokens == 0);
  CHECK(apart.pools[1].decode_tokens == 4);
}

TEST_CASE("transfers from one engine follow one another") {
  serve::ClusterConfig config = small_cluster(100);
  config.engines = 2;
  config.prefill_engines = 1;
  config.engine.token_budget = 64;
  config.link = {1e6, 0};  // 60 us each
  const auto outcome = run({request(0, 30, 2), request(0, 30, 2)}, config);
  CHECK(outcome.served[0].first_token == outcome.served[1].first_token);
  CHECK(outcome.transferring == 60'000 + 120'000);
}

TEST_CASE("decoding apart is not disturbed by prompts") {
  std::vector<Request> requests;
  for (int i = 0; i < 12; ++i) requests.push_back(request(i * 4000, 60, 20));
  serve::ClusterConfig config = small_cluster(200);
  config.engines = 2;
  config.link = {1e12, 0};
  const auto together = serve::statistics_of(run(requests, config));
  config.prefill_engines = 1;
  const auto apart = serve::statistics_of(run(requests, config));
  CHECK(apart.tpot->p99 < together.tpot->p99);
}

TEST_CASE("Little's law: the mean number in the system is the rate times the mean time") {
  std::vector<Request> requests;
  for (int i = 0; i < 50; ++i) requests.push_back(request(i * 3000, 20 + i, 1 + i % 9));
  const auto outcome = run(requests, small_cluster(60));
  const auto all = serve::statistics_of(outcome);
  const double mean_seconds = static_cast<double>(all.latency.mean) * 1e-9;
  // The mean is a whole number of nanoseconds; the run itself compares exactly.
  CHECK(all.mean_in_system == Approx(all.served_per_second * mean_seconds).epsilon(1e-4));
}

TEST_CASE("the same seed gives the same run") {
  std::vector<Request> requests;
  for (int i = 0; i < 30; ++i) requests.push_back(request(i * 3000, 20 + i, 10));
  serve::ClusterConfig config = small_cluster(60);
  config.engine.speculation = {2, 0.5};
  const auto a = run(requests, config);
  const auto b = run(requests, config);
  config.seed = 2;
  const auto c = run(requests, config);
  CHECK(a.end == b.end);
  CHECK(a.end != c.end);
}
