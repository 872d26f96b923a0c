// Attention as FlashAttention's published rules have it.
#include "mapping/library_attention.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "config/chip_io.hpp"
#include "mapping/attention_deal.hpp"
#include "mapping/compile.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"
#include "support/token_machine.hpp"

using namespace systole;
using mapping::AttentionPlan;
using mapping::Rules;

namespace {

config::Chip shipped(const std::string& name) {
  Diagnostics diagnostics;
  return config::read_chip(name, {}, diagnostics);
}

AttentionPlan asked(const workload::Attention& work, DType keys = DType::bf16) {
  AttentionPlan plan;
  plan.work = work;
  plan.input = plan.output = plan.multiplied = DType::bf16;
  plan.weight = keys;
  return plan;
}

AttentionPlan ruled(const std::string& chip, const workload::Attention& work,
                    DType keys = DType::bf16) {
  return library_attention(Rules::flash_attention, asked(work, keys), shipped(chip)).value();
}

workload::Operator operator_of(const workload::Attention& work) {
  workload::Operator op;
  op.name = "attention";
  op.work = work;
  op.input_dtype = op.weight_dtype = op.output_dtype = DType::bf16;
  return op;
}

mapping::Compiled compiled(const workload::Attention& work, const config::Chip& chip) {
  mapping::Mapper mapper;
  mapper.rules = Rules::flash_attention;
  return mapping::compile(test::graph_of(operator_of(work)), chip, mapper);
}

}  // namespace

TEST_CASE("Tiles are those of the version that the shared memory has room for") {
  const workload::Attention prefill{1, 16, 4, 2048, 2048, 128, 128, true, 0, false};
  const AttentionPlan two = ruled("a100_sxm_80gb", prefill);
  CHECK(two.tile_rows == 64);
  CHECK(two.tile_keys == 128);
  CHECK(two.stack() == 1);
  CHECK(two.style.overlap == mapping::Overlap::units);
  const AttentionPlan three = ruled("h100_sxm", prefill);
  CHECK(three.tile_rows == 128);
  CHECK(three.tile_keys == 128);
  CHECK(three.stack() == 4);
  CHECK(three.style.overlap == mapping::Overlap::arithmetic);
}

TEST_CASE("Keys of 8 bits are multiplied as such where the chip can") {
  const workload::Attention prefill{1, 16, 4, 2048, 2048, 128, 128, true, 0, false};
  CHECK(ruled("h100_sxm", prefill, DType::fp8).multiplied == DType::fp8);
  CHECK(ruled("a100_sxm_80gb", prefill, DType::fp8).multiplied == DType::bf16);
}

TEST_CASE("Wide heads take the tiles of FlashMLA") {
  const workload::Attention mla{128, 64, 1, 3, 8192, 576, 512, true, 0, true};
  const AttentionPlan plan = ruled("h20", mla);
  CHECK(plan.tile_rows == 64);
  CHECK(plan.tile_keys == 64);
}

TEST_CASE("Parts of the keys are the fewest that fill the cores to 85 % of the best") {
  // The example of FlashAttention's source: 48 jobs on 108 cores; 2 parts fill 0.89, 3 only 0.67.
  CHECK(mapping::parts_that_fill(48, 108, 64) == 2);
  CHECK(mapping::parts_that_fill(87, 108, 64) == 1);  // 80 % are full already
  CHECK(mapping::parts_that_fill(8, 216, 32) == 16);  // 27 would fill them, but 2 tiles stay 2
  CHECK(mapping::parts_that_fill(1, 132, 1) == 1);
}

TEST_CASE("Queries of a group are copied before version 2, and their outputs after it") {
  const config::Chip a100 = shipped("a100_sxm_80gb");
  const auto kernels = [&](std::int64_t batch, std::int64_t kv_heads) {
    const workload::Attention work{batch, 8, kv_heads, 1, 64, 128, 128, true, 0, false};
    return compiled(work, a100).program.steps.at(0).kernels.size();
  };
  CHECK(kernels(2, 8) == 1);  // no group
  CHECK(kernels(2, 1) == 2);  // one group: queries are in order already
  CHECK(kernels(1, 2) == 2);
  CHECK(kernels(2, 2) == 3);
}

TEST_CASE("Version 3 splits keys by the tiles of all sequences, and a kernel follows either way") {
  const auto decode = [](std::int64_t batch, std::int64_t keys) {
    return workload::Attention{batch, 8, 1, 1, keys, 128, 128, true, 0, false};
  };
  // 16 tiles, 132 cores: one sequence gets the parts that fill them without parts below 4 tiles
  // counting in full, nine sequences 2 tiles to a core, of 1000 sequences none is split.
  CHECK(ruled("h100_sxm", decode(1, 2048)).parts == 16);
  CHECK(ruled("h100_sxm", decode(9, 2048)).parts == 8);
  CHECK(ruled("h100_sxm", decode(1000, 2048)).parts == 1);
  CHECK(ruled("h100_sxm", decode(1, 512)).parts == 1);  // four tiles are few
  const config::Chip h100 = shipped("h100_sxm");
  CHECK(compiled(decode(1, 512), h100).program.steps.at(0).kernels.size() == 2);
  CHECK(compiled(decode(1, 2048), h100).program.steps.at(0).kernels.size() == 2);
}

TEST_CASE("Values of 8 bits are turned before the second product, and that takes time") {
  const workload::Attention prefill{1, 8, 1, 512, 512, 128, 128, true, 0, false};
  const AttentionPlan plan = ruled("h100_sxm", prefill, DType::fp8);
  CHECK(turning_work(plan, 160).simple == 160 * 128);
  CHECK(turning_work(plan, 160).element_bits == 8);
  CHECK(turning_work(ruled("h100_sxm", prefill), 160).simple == 0);
}

TEST_CASE("Two blocks on a core of version 2 share its units") {
  const auto overlap = [](std::int64_t heads) {
    const workload::Attention work{1, heads, heads, 64, 64, 128, 128, true, 0, false};
    return ruled("a100_sxm_80gb", work).style.overlap;
  };
  CHECK(overlap(108) == mapping::Overlap::none);
  CHECK(overlap(109) == mapping::Overlap::units);
}

TEST_CASE("Edges that are multiplied whole count as whole tiles") {
  const workload::Attention work{1, 4, 4, 100, 100, 128, 128, false, 0, false};
  AttentionPlan plan = asked(work);
  plan.tile_rows = 64;
  plan.tile_keys = 128;
  CHECK(plan.macs() == 4 * 100 * 100 * 256);
  plan.style.edges = mapping::Edges::whole;
  CHECK(plan.macs() == 4 * 128 * 128 * 256);
}

TEST_CASE("Jobs are dealt once each, whatever the order") {
  AttentionPlan plan = asked({2, 6, 3, 700, 700, 64, 64, true, 0, false});
  plan.tile_rows = 64;
  plan.tile_keys = 64;
  plan.cores = 7;
  plan.style.stacked_heads = 1;
  plan.style.order = GENERATE(mapping::JobOrder::longest_first, mapping::JobOrder::as_numbered);
  const mapping::AttentionDeal deal(plan);
  std::set<std::int64_t> dealt;
  std::int64_t most = 0;
  std::int64_t tiles = 0;
  for (std::int64_t core = 0; core < plan.cores; ++core) {
    std::int64_t mine = 0;
    for (std::int64_t done = 0;; ++done) {
      const auto number = deal.next(core, done);
      if (!number) break;
      CHECK(dealt.insert(*number).second);
      mine += plan.tiles_of(plan.job(*number));
    }
    most = std::max(most, mine);
    tiles += mine;
  }
  CHECK(dealt.size() == static_cast<std::size_t>(plan.jobs()));
  CHECK(most * plan.cores < tiles * 5 / 4);
}

TEST_CASE("A long attention is run as one of its shares, with several tiles in a command") {
  const config::Chip chip = shipped("h100_sxm");
  const workload::Attention work{64, 64, 8, 2048, 2048, 128, 128, true, 0, false};
  const program::Program program = compiled(work, chip).program;
  const program::KernelHeader& header = program.kernels.at(0).header;
  CHECK(header.shares > 1);
  AttentionPlan plan = *library_attention(Rules::flash_attention, asked(work), chip);
  CHECK(header.macs * header.shares == plan.macs());
  const test::Deeds deeds = test::deeds_of(program.kernels.at(0), chip);
  CHECK(deeds.macs == header.macs);
  const Bytes outputs = workload::bytes_of(operator_of(work), Operand::output);
  CHECK(deeds.stored[2] * header.shares == outputs);
  CHECK(deeds.commands < 1'000'000);
}

TEST_CASE("A style in a mapping file is taken up, and refused where it cannot be had") {
  const config::Chip chip = test::gpu_like(8);
  const workload::Attention work{1, 8, 2, 256, 256, 64, 64, true, 0, false};
  mapping::Mapper mapper;
  mapper.given = compiled(work, chip).mapping;
  mapping::AttentionMapping& entry = mapper.given.attentions.at(0);
  const auto graph = test::graph_of(operator_of(work));
  CHECK(mapping::compile(graph, chip, mapper).mapping.attentions.at(0).style.stacked_heads ==
        entry.style.stacked_heads);
  entry.style.stacked_heads = 3;
  CHECK_THROWS_WITH(mapping::compile(graph, chip, mapper),
                    Catch::Contains("style.stacked_heads") && Catch::Contains("do not divide"));
}
