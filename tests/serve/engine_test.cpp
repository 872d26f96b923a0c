// An engine, one rule at a time.
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "serve/fixtures.hpp"
#include "serve/statistics.hpp"

using namespace systole;
using namespace systole::test;
using Catch::Matchers::Contains;

namespace {

llm::StepShape prompt(std::int64_t tokens, std::int64_t past, std::int64_t sampled) {
  llm::StepShape shape;
  shape.tokens = tokens;
  shape.sampled = sampled;
  shape.prefill = {{tokens, past}};
  return shape;
}

llm::StepShape decode(std::int64_t sequences, std::int64_t context) {
  llm::StepShape shape;
  shape.tokens = shape.sampled = sequences;
  shape.decode = {sequences, 1, context};
  return shape;
}

}  // namespace

TEST_CASE("one request takes its prompt and then its tokens one by one") {
  CountingTimer timer;
  const auto outcome = run({request(500, 30, 4)}, small_cluster(100));
  const Nanoseconds first = 500 + timer.time(prompt(30, 0, 1));
  const Nanoseconds last =
      first + timer.time(decode(1, 30)) + timer.time(decode(1, 31)) + timer.time(decode(1, 32));
  CHECK(outcome.served[0].first_token == first);
  CHECK(outcome.served[0].finished == last);
  CHECK(outcome.served[0].waited == 0);
  CHECK(tpot_of(outcome.requests[0], outcome.served[0]) == (last - first) / 3);
}

TEST_CASE("a prompt beyond the token budget is read in pieces") {
  CountingTimer timer;
  serve::ClusterConfig config = small_cluster(100);
  config.engine.token_budget = 16;
  const auto outcome = run({request(0, 40, 1)}, config);
  CHECK(outcome.served[0].finished == timer.time(prompt(16, 0, 0)) + timer.time(prompt(16, 16, 0)) +
                                          timer.time(prompt(8, 32, 1)));
  CHECK(outcome.pools[0].steps == 3);
}

TEST_CASE("a prompt is read beside those that decode, with the tokens that they leave") {
  serve::ClusterConfig config = small_cluster(100);
  config.engine.token_budget = 16;
  const auto outcome = run({request(0, 16, 10), request(1, 30, 2)}, config);
  // 16; then 1 + 15, 1 + 15: the second has its first token in the third step.
  CHECK(outcome.pools[0].prompt_tokens == 46);
  CHECK(outcome.served[1].first_token > outcome.served[0].first_token);
  CHECK(outcome.served[1].finished < outcome.served[0].finished);
  CHECK(serve::batch_spread_of(outcome.pools[0]).largest == 2);
}

TEST_CASE("whole prompts have steps to themselves") {
  CountingTimer timer;
  serve::ClusterConfig config = small_cluster(100);
  config.engine.prompts = serve::Prompts::whole;
  const auto outcome = run({request(0, 16, 3), request(1, 30, 2)}, config);
  const Nanoseconds first = timer.time(prompt(16, 0, 1));
  const Nanoseconds second = first + timer.time(prompt(30, 0, 1));
  CHECK(outcome.served[0].first_token == first);
  CHECK(outcome.served[1].first_token == second);
  CHECK(outcome.served[1].finished == second + timer.time(decode(2, 46)));
}

TEST_CASE("the host is paid in every step") {
  serve::ClusterConfig config = small_cluster(100);
  const auto without = run({request(0, 30, 5)}, config);
  config.engine.host = 70;
  const auto with = run({request(0, 30, 5)}, config);
  CHECK(with.served[0].first_token == without.served[0].first_token + 70);
  CHECK(with.served[0].finished == without.served[0].finished + 5 * 70);
}

TEST_CASE("a full cache sends the youngest back to the queue") {
  // Two requests of 4 blocks each at first, in 9 blocks: both want a sixth in the end.
  serve::ClusterConfig config = small_cluster(9);
  const std::vector<Request> requests{request(0, 15, 8), request(0, 15, 8)};
  const auto outcome = run(requests, config);
  CHECK(outcome.served[0].preemptions == 0);
  CHECK(outcome.served[1].preemptions == 1);
  CHECK(outcome.served[1].lost > 0);
  CHECK(outcome.served[1].waited > 0);
  CHECK(outcome.pools[0].used_blocks.highest() == 8);  // the ninth was not enough for two

  config.engine.preemption = serve::Preemption::swap;
  config.engine.block_copy = 1;
  const auto swapped = run(requests, config);
  CHECK(swapped.served[1].preemptions == 1);
  CHECK(swapped.served[1].lost == 0);
  CHECK(swapped.served[1].finished < outcome.served[1].finished);
}

TEST_CASE("a request that can never fit is refused by its line") {
  Request large = request(0, 30, 8);
  large.line = 7;
  CHECK_THROWS_AS(run({request(0, 10, 2), large}, small_cluster(9)), UserError);
  CHECK_THROWS_WITH(run({request(0, 10, 2), large}, small_cluster(9)),
                    Contains("the KV cache is too small for one request: the request of line 7 has "
                             "30 + 8 tokens, and there is room for 36 (9 blocks of 4)"));
  CHECK_NOTHROW(run({request(0, 29, 8)}, small_cluster(9)));  // the last token is never cached
}

TEST_CASE("whole prompts must fit in a step") {
  serve::ClusterConfig config = small_cluster(100);
  config.engine.prompts = serve::Prompts::whole;
  CHECK_THROWS_WITH(run({request(0, 60, 9)}, config), Contains("raise the token budget"));
}

TEST_CASE("a prefix is computed once") {
  serve::ClusterConfig config = small_cluster(100);
  std::vector<Request> requests{request(0, 30, 2), request(100'000, 30, 2),
                                request(200'000, 20, 2)};
  for (Request& each : requests) {
    each.prefix = 4;
    each.prefix_tokens = 18;
  }
  const auto outcome = run(requests, config);
  CHECK(outcome.served[0].found == 0);
  CHECK(outcome.served[1].found == 16);  // whole blocks
  CHECK(outcome.served[2].found == 16);
  CHECK(ttft_of(requests[1], outcome.served[1]) < ttft_of(requests[0], outcome.served[0]));
  CHECK(outcome.served[1].computed == 30 + 2 - 1 - 16);
}

TEST_CASE("the last token of a prompt is computed even if all of it is known") {
  std::vector<Request> requests{request(0, 16, 2), request(100'000, 16, 2)};
  for (Request& each : requests) {
    each.prefix = 0;
    each.prefix_tokens = 16;
  }
  CHECK(run(requests, small_cluster(100)).served[1].found == 12);
}

TEST_CASE("prefixes that nobody uses make room") {
  serve::ClusterConfig config = small_cluster(10);
  std::vector<Request> requests{request(0, 20, 2), request(100'000, 38, 2),
                                request(200'000, 20, 2)};
  requests[0].prefix = requests[2].prefix = 0;
  requests[0].prefix_tokens = requests[2].prefix_tokens = 20;
  CHECK(run(requests, config).served[2].found == 0);
  requests[1].input = 6;
  CHECK(run(requests, config).served[2].found == 16);
}

TEST_CASE("tokens that a cache elsewhere has are not computed") {
  Request warm = request(0, 40, 2);
  warm.warm_tokens = 30;
  const auto outcome = run({warm}, small_cluster(100));
  CountingTimer timer;
  CHECK(outcome.served[0].first_token == timer.time(prompt(10, 30, 1)));
}

TEST_CASE("drafts that are always right shorten an answer by their length") {
  CountingTimer timer;
  serve::ClusterConfig config = small_cluster(100);
  config.engine.speculation = {3, 1.0};
  const auto outcome = serve::serve({request(0, 20, 9)}, config, {{timer, &timer}});
  CHECK(outcome.pools[0].steps == 1 + 2);  // the prompt, then four tokens a step
  CHECK(outcome.served[0].rejected == 0);
  config.engine.speculation.acceptance = 0.0;
  const auto wrong = serve::serve({request(0, 20, 9)}, config, {{timer, &timer}});
  CHECK(wrong.pools[0].steps == 1 + 8);
  CHECK(wrong.served[0].rejected == 8 * 3);
}

TEST_CASE("a step with a draft costs the draft and its verification") {
  CountingTimer timer;
  serve::ClusterConfig config = small_cluster(100);
  config.engine.speculation = {3, 1.0};
  const auto outcome = serve::serve({request(0, 20, 5)}, config, {{timer, &timer}});
  llm::StepShape verify;
  verify.tokens = verify.sampled = 4;
  verify.decode = {1, 4, 20};
  llm::StepShape read = prompt(20, 0, 0);
  CHECK(outcome.served[0].first_token == timer.time(prompt(20, 0, 1)) + timer.time(read));
  CHECK(outcome.served[0].finished - outcome.served[0].first_token ==
        timer.time(verify) + 3 * timer.time(decode(1, 20)));
}
