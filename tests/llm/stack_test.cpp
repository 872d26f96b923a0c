// What a software stack adds to a step, against sums worked out by hand.
#include <catch2/catch.hpp>

#include "llm/exchange.hpp"
#include "llm/generation.hpp"
#include "llm/models.hpp"

using namespace systole;
using namespace systole::llm;

namespace {

Instance served(const Overheads& overheads, Bytes capacity) {
  return {test::parts_of(test::small_dense(), {4, 1, 1, 1}), overheads, {capacity, 1e12}};
}

constexpr Bytes kPlenty = Bytes{1} << 40;

}  // namespace

TEST_CASE("a host takes time for prompts and for each sequence before its step") {
  Overheads overheads;
  overheads.prompt_us = 500.0;
  overheads.sequence_us = 10.0;
  Instance bare = served({}, kPlenty);
  Instance slow = served(overheads, kPlenty);
  const Request request{3, 16, 4, 8192};
  CHECK(prefill_of(slow, request).seconds == Approx(prefill_of(bare, request).seconds + 530e-6));
  CHECK(decode_of(slow, 3, 16).seconds == Approx(decode_of(bare, 3, 16).seconds + 30e-6));
}

TEST_CASE("an allocator takes memory anew for what is exchanged, where that does not fit") {
  Overheads overheads;
  overheads.allocator.free_share = 0.5;
  overheads.allocator.take_us_per_mib = 100.0;
  // Two exchanges in each of four layers, of 8192 tokens with 64 elements of two bytes: 8 MiB.
  const Request request{1, 8192, 1, 8192};
  Instance bare = served({}, kPlenty);
  Instance roomy = served(overheads, 2 * 9 * 1024 * 1024);
  Instance full = served(overheads, 2 * 7 * 1024 * 1024);
  const double seconds = prefill_of(bare, request).seconds;
  CHECK(prefill_of(roomy, request).seconds == Approx(seconds));
  CHECK(prefill_of(full, request).seconds == Approx(seconds + 800e-6));
}

TEST_CASE("a stack that gets a share of the links moves bytes more slowly, and starts later") {
  const config::NetworkConfig network = config::read_network("dgx_a100");
  const ParallelPlan plan{8, 1, 1, 1};
  config::ExchangeConfig stack;
  stack.start_us = 5.0;
  stack.link_share = 0.25;
  workload::Operator op;
  op.work = workload::Collective{workload::CollectiveKind::all_reduce, 1 << 24, 8};
  const double library = exchange_on(network, plan)(op);
  const double slower = exchange_on(network, plan, stack)(op);
  const double links = 2.0 * 7.0 / 8.0 * (1 << 25) / 240e9;  // 300 GB/s, four fifths of it usable
  CHECK(slower == Approx(library + 5e-6 + 3.0 * links).epsilon(0.01));
}
