// A step of training, against sums worked out by hand.
#include "llm/training.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "llm/backward.hpp"
#include "llm/models.hpp"

using namespace systole;
using namespace systole::llm;
using Catch::Matchers::Contains;

TEST_CASE("backward has twice the products of forward, and as many exchanges") {
  Parts parts = test::parts_of(test::small_dense(), {4, 1, 1, 1});
  workload::Graph forward;
  for (const workload::Operator& op : parts.body_graph(32).operators) {
    if (!std::holds_alternative<workload::Attention>(op.work)) forward.operators.push_back(op);
  }
  const workload::Graph backward = backward_of(forward);
  CHECK(macs_of(backward) == 2 * macs_of(forward));
  const auto exchanges = [](const workload::Graph& graph) {
    int count = 0;
    for (const workload::Operator& op : graph.operators)
      count += std::holds_alternative<workload::Collective>(op.work);
    return count;
  };
  CHECK(exchanges(backward) == exchanges(forward));
}

TEST_CASE("what is computed again costs time and saves memory") {
  Instance instance = test::instance_of(test::small_dense(), {});
  TrainingRequest request{8, 64, 2, Recomputation::none};
  const TrainingStep none = train(instance, request, 1e12);
  request.recomputation = Recomputation::selective;
  const TrainingStep selective = train(instance, request, 1e12);
  request.recomputation = Recomputation::full;
  const TrainingStep full = train(instance, request, 1e12);
  CHECK(none.backward < selective.backward);
  CHECK(selective.backward < full.backward);
  CHECK(none.memory.activations > selective.memory.activations);
  CHECK(selective.memory.activations > full.memory.activations);
  CHECK(none.forward == Approx(full.forward));
  CHECK(full.backward - none.backward == Approx(full.forward).epsilon(0.2));  // one more forward
  CHECK(none.mfu > full.mfu);
  CHECK(none.seconds ==
        Approx(none.forward + none.backward + none.bubbles + none.gradients + none.optimizer));
}

TEST_CASE("a pipeline of p stages waits p - 1 turns, however many micro-batches there are") {
  Instance instance = test::instance_of(test::small_dense(), {1, 4, 1, 1});
  const TrainingStep few = train(instance, {4, 64, 1, Recomputation::full}, 1e12);
  const TrainingStep many = train(instance, {32, 64, 1, Recomputation::full}, 1e12);
  CHECK(few.bubbles == Approx(many.bubbles));
  CHECK(few.bubbles / (few.forward + few.backward) == Approx(3.0 / 4.0));
  CHECK(many.bubbles / (many.forward + many.backward) == Approx(3.0 / 32.0));
}

TEST_CASE("training that cannot be is refused with what would do") {
  Instance instance = test::instance_of(test::small_dense(), {1, 1, 1, 2});
  CHECK_THROWS_WITH(train(instance, {3, 64, 1, Recomputation::full}, 1e12),
                    Contains("a multiple of 2"));
  Instance tight = test::instance_of(test::small_dense(), {}, 1000);
  CHECK_THROWS_WITH(train(tight, {2, 64, 1, Recomputation::full}, 1e12),
                    Contains("does not fit") && Contains("--recompute full"));
}
