#include <set>

#include <catch2/catch.hpp>

#include "mapping/attention_plan.hpp"
#include "mapping/compile.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"
#include "support/token_machine.hpp"

using namespace systole;
using mapping::AttentionJob;
using mapping::AttentionPlan;

namespace {

/// Whether a query at position `query` sees key `key`, by the meaning of the mask.
bool sees(const workload::Attention& work, std::int64_t query, std::int64_t key) {
  if (!work.causal) return true;
  const std::int64_t position = work.key_length - work.query_length + query;
  return key <= position && (work.window == 0 || key > position - work.window);
}

void check_covers_what_is_seen(const AttentionPlan& plan) {
  std::set<std::array<std::int64_t, 3>> done;
  for (std::int64_t number = 0; number < plan.jobs(); ++number) {
    const AttentionJob job = plan.job(number);
    for (std::int64_t row = job.first_row; row < job.first_row + job.rows; ++row) {
      for (std::int64_t key = job.first_key; key < job.end_key; ++key)
        CHECK(done.insert({job.head, row, key}).second);
    }
  }
  for (std::int64_t head = 0; head < plan.heads(); ++head) {
    for (std::int64_t row = 0; row < plan.rows(); ++row) {
      for (std::int64_t key = 0; key < plan.work.key_length; ++key) {
        if (sees(plan.work, row / plan.stack(), key)) CHECK(done.count({head, row, key}) == 1);
      }
    }
  }
}

workload::Operator attention(const workload::Attention& work) {
  workload::Operator op;
  op.name = "attention";
  op.work = work;
  return op;
}

}  // namespace

TEST_CASE("Every pair that a mask leaves is worked on once, whatever the tiles") {
  test::Dice dice(21);
  for (int i = 0; i < 40; ++i) {
    AttentionPlan plan;
    plan.work.kv_heads = dice.between(1, 2);
    plan.work.heads = plan.work.kv_heads * dice.between(1, 3);
    plan.work.query_length = dice.between(1, 12);
    plan.work.key_length = plan.work.query_length + dice.between(0, 12);
    plan.work.head_dim = plan.work.value_dim = 4;
    plan.work.causal = dice.between(0, 1) == 1;
    plan.work.window = plan.work.causal ? dice.between(0, 6) : 0;
    plan.tile_rows = dice.between(1, plan.rows());
    plan.tile_keys = dice.between(1, plan.work.key_length);
    plan.parts = dice.between(1, 3);
    plan.style.stacked_heads = dice.between(0, 1);
    plan.style.heads_together = dice.between(0, 2);
    plan.style.order =
        dice.between(0, 1) == 0 ? mapping::JobOrder::longest_first : mapping::JobOrder::as_numbered;
    check_covers_what_is_seen(plan);
  }
}

TEST_CASE("A causal mask saves almost half of a long attention") {
  const config::Chip chip = test::gpu_like(16);
  workload::Attention work{1, 4, 4, 2048, 2048, 64, 64, false, 0, false};
  const Macs full =
      mapping::compile(test::graph_of(attention(work)), chip).kernels.at(0).header.macs;
  work.causal = true;
  const Macs causal =
      mapping::compile(test::graph_of(attention(work)), chip).kernels.at(0).header.macs;
  CHECK(full == workload::macs_of(attention({1, 4, 4, 2048, 2048, 64, 64, false, 0, false})));
  CHECK(causal >= workload::macs_of(attention(work)));
  CHECK(static_cast<double>(causal) < 0.6 * static_cast<double>(full));
}

TEST_CASE("Keys that hold the values are loaded once") {
  const config::Chip chip = test::gpu_like(16);
  const workload::Attention work{1, 16, 1, 1, 1024, 96, 64, false, 0, true};
  const program::Program program = mapping::compile(test::graph_of(attention(work)), chip);
  const test::Deeds deeds = test::deeds_of(program.kernels.at(0), chip);
  CHECK(deeds.loaded[1] == workload::bytes_of(attention(work), Operand::weight));
}

TEST_CASE("One query per head is split over the keys, so that many cores work") {
  const config::Chip chip = test::gpu_like(64);
  const workload::Attention work{1, 32, 8, 1, 8192, 128, 128, true, 0, false};
  const program::Program program = mapping::compile(test::graph_of(attention(work)), chip);
  REQUIRE(program.steps.at(0).kernels.size() == 2);
  CHECK(program.kernels.at(0).header.cores >= 32);
  const test::Deeds combine = test::deeds_of(program.kernels.at(1), chip);
  CHECK(combine.stored[2] == 32 * 128 * 2);
}

TEST_CASE("Where the vector unit reaches results through memory, attention is three kernels") {
  const config::Chip chip = test::cube_like(4);
  const workload::Attention work{1, 4, 4, 256, 256, 64, 64, false, 0, false};
  const program::Program program = mapping::compile(test::graph_of(attention(work)), chip);
  std::vector<std::string> kinds;
  for (const std::size_t kernel : program.steps.at(0).kernels)
    kinds.push_back(program.kernels.at(kernel).header.kind);
  CHECK(kinds == std::vector<std::string>{"attention", "softmax", "attention"});
  const test::Deeds softmax = test::deeds_of(program.kernels.at(1), chip);
  CHECK(softmax.loaded[2] == 4 * 256 * 256 * 4);
  CHECK(softmax.stored[0] == 4 * 256 * 256 * 2);
}
