// Which plans a model allows, and what one chip has of it.
#include "llm/plan.hpp"

#include <numeric>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "llm/expert_load.hpp"
#include "llm/models.hpp"

using namespace systole;
using namespace systole::llm;
using Catch::Matchers::Contains;

TEST_CASE("a plan that does not divide the model is refused with all reasons at once") {
  const auto dense = test::small_dense();
  CHECK_NOTHROW(check({4, 4, 1, 3}, dense));
  CHECK_THROWS_WITH(check({3, 5, 1, 1}, dense),
                    Contains("small cannot be spread as TP 3 x PP 5") &&
                        Contains("--tp 3 does not divide the model's 8 attention heads") &&
                        Contains("--pp 5 is more than the model's 4 layers"));
  CHECK_THROWS_WITH(check({1, 1, 2, 2}, dense), Contains("the model has no experts"));
  const auto mixture = test::small_mixture();
  CHECK_NOTHROW(check({1, 1, 8, 16}, mixture));
  CHECK_NOTHROW(check({4, 1, 2, 1}, mixture));
  CHECK_THROWS_WITH(check({1, 1, 3, 3}, mixture), Contains("--ep 3 does not divide"));
  CHECK_THROWS_WITH(check({2, 1, 8, 2}, mixture), Contains("tp x dp = 4"));
  CHECK_THROWS_WITH(check({8, 1, 1, 1},
                          [] {
                            auto model = test::small_dense();
                            model.layers[0].attention.kv_heads = 3;
                            return model;
                          }()),
                    Contains("3 heads of keys and values"));
}

TEST_CASE("the shares of all chips make the whole model") {
  const auto whole = parameters_by_type(test::small_mixture());
  const auto share = [](const ParallelPlan& plan) {
    return parameters_by_type(rank_model(test::small_mixture(), plan));
  };
  CHECK(share({4, 1, 1, 1}).linear * 4 == whole.linear);
  CHECK(share({4, 1, 1, 1}).experts * 4 == whole.experts);
  CHECK(share({4, 1, 2, 1}).experts * 4 == whole.experts);  // two chips share each expert
  CHECK(share({1, 1, 8, 8}).experts * 8 == whole.experts);
  CHECK(share({1, 1, 8, 8}).linear == whole.linear);
  CHECK(share({4, 1, 1, 1}).embedding * 4 == whole.embedding);
  // Heads of keys and values that are fewer than chips are copied.
  CHECK(rank_model(test::small_dense(), {8, 1, 1, 1}).layers[0].attention.kv_heads == 1);
}

TEST_CASE("stages are as even as they can be") {
  const std::vector<Stage> stages = stages_of({1, 3, 1, 1}, 8);
  REQUIRE(stages.size() == 3);
  CHECK(stages[0].count == 3);
  CHECK(stages[1].first == 3);
  CHECK(stages[2].first == 6);
  CHECK(stages[2].count == 2);
}

TEST_CASE("every choice of an expert lands somewhere, and skew makes one chip busier") {
  workload::DecoderExperts experts;
  experts.count = 64;
  experts.top_k = 8;
  const auto sum = [](const std::vector<std::int64_t>& rows) {
    return std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
  };
  const std::int64_t tokens = GENERATE(1, 7, 100, 4096);
  for (const char* load : {"balanced", "power:0", "power:0.5", "power:2"}) {
    CAPTURE(load, tokens);
    const ExpertLoad shape = expert_load_from(load, 64);
    CHECK(sum(busiest_rows(shape, experts, tokens, 1)) == tokens * 8);
    CHECK(busiest_rows(shape, experts, tokens, 1).front() <= tokens);
    const std::int64_t busiest = sum(busiest_rows(shape, experts, tokens, 8));
    CHECK(busiest >= tokens);  // an even share of eight chips
    CHECK(busiest <= tokens * 8);
  }
  CHECK(imbalance_of(expert_load_from("balanced", 64), 8) == 1.0);
  CHECK(imbalance_of(expert_load_from("power:1", 64), 8) > 1.5);
}

TEST_CASE("an expert load that makes no sense is refused") {
  CHECK_THROWS_WITH(expert_load_from("power:steep", 8), Contains("a number from 0"));
  CHECK_THROWS_AS(expert_load_from("no/such/file", 8), UserError);
}
