// Steps composed from parts, against sums worked out by hand.
#include "llm/generation.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "llm/chip_step_timer.hpp"
#include "llm/models.hpp"

using namespace systole;
using namespace systole::llm;
using Catch::Matchers::Contains;

TEST_CASE("equal layers are asked for once") {
  Parts parts = test::parts_of(test::small_mixture(), {});
  CHECK(parts.kinds() == std::vector<std::size_t>{0, 1, 1, 1});
  parts.layer(0, 16);
  parts.layer(1, 16);
  parts.embedding(16);
  CHECK(parts.simulations() == 1);
  parts.attention(1, {workload::Phase::decode, 16, 1, 100});
  parts.attention(1, {workload::Phase::decode, 16, 1, 100});
  CHECK(parts.simulations() == 2);
}

TEST_CASE("a step of decode is the sum of its layers, and grows with the context") {
  Instance instance = test::instance_of(test::small_dense(), {});
  // Four products and three vector operators a layer, and its attention; embedding, norm and head.
  const std::int64_t batch = 3;
  const double layer = 4 * 3 + 4 * 1 + 3 * 101;
  const double ns = 1 + 4 * layer + 1 + 3;
  CHECK(decode_of(instance, batch, 100).seconds == Approx(ns * 1e-9));
}

TEST_CASE("chips that share products exchange twice a layer, and for embedding and logits") {
  Parts parts = test::parts_of(test::small_dense(), {4, 1, 1, 1});
  const auto exchanges = [](const Pieces& pieces) {
    int count = 0;
    for (const Piece& piece : pieces) count += piece.cause == Cause::collectives;
    return count;
  };
  CHECK(exchanges(parts.layer(0, 8)) == 2);
  CHECK(exchanges(parts.embedding(8)) == 1);
  CHECK(exchanges(parts.head(8)) == 1);
  // Experts of several replicas: tokens go there and back, and shared experts hide a part of it.
  Parts spread = test::parts_of(test::small_mixture(), {1, 1, 8, 8});
  CHECK(exchanges(spread.layer(0, 8)) == 0);
  CHECK(exchanges(spread.layer(1, 8)) == 2);
}

TEST_CASE("decode that grows linearly is interpolated exactly") {
  Instance instance = test::instance_of(test::small_dense(), {});
  const Request request{2, 100, 51, 8192};
  const Generation g = generate(instance, request, 0.01);
  CHECK(g.points.size() == 3);
  CHECK(g.interpolation_error < 1e-9);
  double sum = 0.0;
  for (std::int64_t context = 100; context < 150; ++context)
    sum += decode_of(instance, 2, context).seconds;
  CHECK(g.decode.seconds * 50 == Approx(sum));
  CHECK(g.seconds() == Approx(g.prefill.seconds + sum));
  CHECK(g.decode.of_one_chip.total() == Approx(g.decode.seconds));
}

TEST_CASE("decode that does not grow linearly is simulated at more points") {
  Machine machine = test::plain_machine();
  const Simulate plain = machine.simulate;
  machine.simulate = [plain](const workload::Graph& graph) {
    result::Result result = plain(graph);
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      const auto* attention = std::get_if<workload::Attention>(&graph.operators[i].work);
      if (attention != nullptr)
        result.operators[i].cycles = attention->key_length * attention->key_length;
    }
    return result;
  };
  Instance instance(Parts({test::small_dense(), {}, {}}, machine), {}, {Bytes{1} << 40, 1e12});
  const Generation g = generate(instance, {1, 10, 1001, 8192}, 0.01);
  CHECK(g.points.size() > 5);
  CHECK(g.interpolation_error <= 0.01);
  double sum = 0.0;
  for (std::int64_t context = 10; context < 1010; ++context)
    sum += decode_of(instance, 1, context).seconds;
  CHECK(g.decode.seconds * 1000 == Approx(sum).epsilon(0.01));
}

TEST_CASE("one token asked for is prefill alone") {
  Instance instance = test::instance_of(test::small_dense(), {});
  const Generation g = generate(instance, {1, 64, 1, 8192}, 0.01);
  CHECK(g.points.empty());
  CHECK(g.decode.seconds == 0.0);
  CHECK(g.seconds() == g.prefill.seconds);
}

TEST_CASE("a pipeline takes its stages one after the other, and fills with micro-batches") {
  Instance one = test::instance_of(test::small_dense(), {});
  Instance two = test::instance_of(test::small_dense(), {1, 2, 1, 1});
  const double alone = decode_of(one, 1, 100).seconds;
  CHECK(decode_of(two, 1, 100).seconds == Approx(alone + 10e-9));  // and one hand-over
  const StepTime half_empty = decode_of(two, 1, 100);
  CHECK(half_empty.of_one_chip.of(Cause::bubbles) > 0.45 * half_empty.seconds);
  const StepTime full = decode_of(two, 2, 100);  // two micro-batches of one request
  CHECK(full.of_one_chip.of(Cause::bubbles) < 0.1 * full.seconds);
  CHECK(full.seconds == Approx(half_empty.seconds).epsilon(0.1));
}

TEST_CASE("long prompts are read in parts, short ones together") {
  const Instance instance = test::instance_of(test::small_dense(), {});
  const auto together = prefill_steps(instance, {6, 100, 2, 250});
  REQUIRE(together.size() == 3);
  CHECK(together[0].attending.batch == 2);
  const auto in_parts = prefill_steps(instance, {2, 250, 2, 100});
  REQUIRE(in_parts.size() == 6);
  CHECK(in_parts[1].attending.context == 100);
  CHECK(in_parts[2].attending.tokens == 50);
  CHECK(in_parts[0].sampled == 0);
  CHECK(in_parts[2].sampled == 1);
}

TEST_CASE("what does not fit is refused with the largest batch that does") {
  const workload::DecoderModel model = test::small_dense();
  const Bytes weights = parameters_of(model) * 2;
  const Request request{64, 100, 28, 100};
  const Bytes one = 2 * 4 * 8 * 4 * 128 * 2;  // keys and values of a request
  Instance roomy = test::instance_of(model, {}, weights + 20 * one);
  const std::int64_t largest = largest_batch(roomy, request);
  CHECK(largest >= 15);
  CHECK(largest < 20);
  Request fitting = request;
  fitting.batch = largest;
  CHECK(memory_of(roomy, fitting).fits());
  fitting.batch = largest + 1;
  CHECK_FALSE(memory_of(roomy, fitting).fits());
  CHECK_THROWS_WITH(check_fits(roomy, request),
                    Contains("does not fit") && Contains("--batch " + std::to_string(largest)));
  Instance tight = test::instance_of(model, {}, weights - 1);
  CHECK_THROWS_WITH(check_fits(tight, request), Contains("the weights alone do not fit"));
}

TEST_CASE("a serving engine's steps take as long as those of a lone request") {
  const ParallelPlan plan =
      GENERATE(ParallelPlan{}, ParallelPlan{4, 1, 1, 1}, ParallelPlan{2, 2, 1, 1});
  Instance instance = test::instance_of(test::small_dense(), plan);
  ChipStepTimer timer(instance, 8192);
  const auto nanoseconds = [](const StepTime& step) { return step.seconds * 1e9; };
  StepShape prompt;
  prompt.tokens = 64;
  prompt.sampled = 1;
  prompt.prefill = {{64, 0}};
  CHECK(static_cast<double>(timer.time(prompt)) ==
        Approx(nanoseconds(prefill_of(instance, {1, 64, 2, 8192}))));
  StepShape next;
  next.tokens = next.sampled = 1;
  next.decode = {1, 1, 64};
  CHECK(static_cast<double>(timer.time(next)) == Approx(nanoseconds(decode_of(instance, 1, 64))));
}

TEST_CASE("the cache of an instance holds what its chips have free") {
  const workload::DecoderModel model = test::small_dense();
  Instance instance = test::instance_of(model, {2, 1, 1, 1}, Bytes{1} << 20);
  const KvMemory memory = ChipStepTimer(instance, 16).kv_memory();
  CHECK(memory.bytes_per_token == kv_cache_bytes_of(model, {}));
  const Bytes weights = weight_bytes(rank_model(model, instance.plan()), instance.plan(), 0);
  CHECK(memory.capacity < 2 * ((Bytes{1} << 20) - weights));
  CHECK(memory.capacity > 1 << 20);
}
