// What vLLM's build of FlashAttention-3 does beside the products.
#include "mapping/flash_attention_3.hpp"

#include <variant>

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "mapping/attention_commands.hpp"
#include "mapping/compile.hpp"
#include "mapping/library_attention.hpp"
#include "support/machines.hpp"
#include "support/token_machine.hpp"

using namespace systole;
using mapping::AttentionPlan;
using mapping::Build;
using mapping::Rules;

namespace {

config::Chip h100() {
  Diagnostics diagnostics;
  return config::read_chip("h100_sxm", {}, diagnostics);
}

AttentionPlan planned(const workload::Attention& work, DType keys, Build build = Build::vllm) {
  AttentionPlan plan;
  plan.work = work;
  plan.input = plan.output = plan.multiplied = DType::bf16;
  plan.weight = keys;
  as_flash_attention_3(h100(), build, plan);
  return plan;
}

workload::Attention prefill(std::int64_t dim) {
  return {1, 8, 1, 512, 512, dim, dim, true, 0, false};
}

workload::Attention decode(std::int64_t dim, std::int64_t window = 0) {
  return {1, 8, 1, 1, 512, dim, dim, true, window, false};
}

/// Lines of tables that one core of a kernel reads.
std::int64_t lines_read(const workload::Attention& work) {
  workload::Operator op;
  op.name = "attention";
  op.work = work;
  op.input_dtype = op.weight_dtype = op.output_dtype = DType::bf16;
  mapping::Mapper mapper;
  mapper.rules = Rules::flash_attention;
  const auto compiled = mapping::compile(test::graph_of(op), h100(), mapper);
  const auto stream = compiled.program.kernels.at(0).open(0);
  std::int64_t lines = 0;
  program::Command command;
  while (stream->next(command)) {
    const auto* const load = std::get_if<program::Load>(&command.action);
    if (load != nullptr && load->region.row_bytes == 64) ++lines;
  }
  return lines;
}

}  // namespace

TEST_CASE("A few rows take a smaller tile, unless there is a window") {
  CHECK(planned(decode(64), DType::fp8).tile_rows == 64);
  CHECK(planned(decode(64), DType::fp8).tile_keys == 128);
  CHECK(planned(decode(64), DType::bf16).tile_keys == 192);
  CHECK(planned(decode(64, 128), DType::bf16).tile_rows == 192);
  CHECK(planned(decode(64, 128), DType::fp8).tile_keys == 160);
  CHECK(planned(decode(64, 512), DType::fp8).tile_rows == 64);  // a window of all keys is none
}

TEST_CASE("Products of 8 bits are added up apart: two operations for each sum of a tile") {
  const AttentionPlan plan = planned(decode(64), DType::fp8);
  CHECK(plan.style.operations_per_tile == 2 * 64 * 64);
  CHECK(summing_work(plan, 3).simple == 3 * 2 * 64 * 64);
  CHECK(planned(decode(64), DType::bf16).style.operations_per_tile == 0);
  CHECK(planned(decode(64), DType::fp8, Build::authors).style.operations_per_tile == 0);
}

TEST_CASE("Sums that registers do not hold are written and read twice") {
  // 256 wide, two groups of 128 threads: 128 sums, as many apart, 64 scores, 16 words of
  // probabilities and 8 others are 112 more than the 232 registers of a thread.
  const AttentionPlan wide = planned(prefill(256), DType::fp8);
  CHECK(wide.tile_keys == 128);
  CHECK(wide.style.operations_per_tile == 2 * 128 * 256 + 4 * 4 * 112 * 256);
  CHECK(wide.style.overlap == mapping::Overlap::none);
  // 192 wide: 96 + 96 + 80 + 20 + 8 are 68 more.
  CHECK(planned(prefill(192), DType::fp8).style.operations_per_tile ==
        2 * 128 * 192 + 4 * 4 * 68 * 256);
}

TEST_CASE("Tiles on the diagonal, at a window's edge and at the end are masked") {
  AttentionPlan plan = planned({1, 1, 1, 512, 512, 128, 128, true, 0, false}, DType::bf16);
  REQUIRE(plan.tile_rows == 128);
  REQUIRE(plan.tile_keys == 128);
  const mapping::AttentionJob last = plan.job_at(0, 3, 0);  // rows and keys from 384 to 511
  CHECK(plan.cut_tiles(last, 0, 384) == 0);
  CHECK(plan.cut_tiles(last, 0, 512) == 1);
  CHECK(masking_work(plan, 1).simple == 2 * 128 * 128);
  plan.work.window = 256;
  const mapping::AttentionJob local = plan.job_at(0, 3, 0);  // row 511 sees keys from 256
  CHECK(plan.cut_tiles(local, local.first_key, local.end_key) == 2);
  plan.work.window = 0;
  plan.work.causal = false;
  CHECK(plan.cut_tiles(plan.job_at(0, 0, 0), 0, 512) == 1);
}

TEST_CASE("A core reads past the sequences between its jobs, 31 at a time") {
  const auto of = [](std::int64_t batch, std::int64_t heads) {
    return lines_read({batch, heads, heads, 1, 16, 64, 64, true, 0, false});
  };
  // The first core has jobs 0, 263, 264 and 527. They are of sequences 0, 65, 66 and 131 where each
  // has four heads, 4 groups of 31 further on in all, else of 0, 263, 264 and 527, 17 groups.
  const std::int64_t few = of(132, 4);
  const std::int64_t many = of(528, 1);
  CHECK(few == 4 * 5 + 4);
  CHECK(many == 4 * 5 + 17);
}
