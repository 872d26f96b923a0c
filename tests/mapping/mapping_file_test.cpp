#include "mapping/mapping_file.hpp"

#include <catch2/catch.hpp>

#include "mapping/compile.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"

using namespace systole;
using Catch::Contains;
using mapping::Mapper;
using mapping::Mapping;

namespace {

workload::Graph two_products_and_attention() {
  workload::Graph graph = test::graph_of(test::gemm_operator(512, 768, 256));
  graph.operators.push_back(test::gemm_operator(512, 768, 256));
  graph.operators[0].name = "first";
  graph.operators[1].name = "second";
  workload::Operator attention;
  attention.name = "attention";
  attention.work = workload::Attention{1, 4, 4, 128, 128, 64, 64, true, 0, false};
  graph.operators.push_back(attention);
  return graph;
}

mapping::Compiled compiled(const std::string& text) {
  Mapper mapper;
  mapper.given = mapping::parse_mapping(text, "m.yaml");
  return mapping::compile(two_products_and_attention(), test::gpu_like(8), mapper);
}

}  // namespace

TEST_CASE("A mapping that was written and given back gives the same program") {
  const auto direct = mapping::compile(two_products_and_attention(), test::gpu_like(8), Mapper{});
  const std::string text = mapping::write_mapping(direct.mapping);
  const auto again = compiled(text);
  CHECK(mapping::write_mapping(again.mapping) == text);
  REQUIRE(again.program.kernels.size() == direct.program.kernels.size());
  for (std::size_t i = 0; i < again.program.kernels.size(); ++i)
    CHECK_THAT(again.program.kernels[i].mapping,
               Catch::StartsWith(direct.program.kernels[i].mapping));
}

TEST_CASE("An entry changes the operator it names and those that do the same work") {
  const auto changed = compiled(
      "products:\n  - {operator: first, tile_m: 64, tile_n: 64, tile_k: 32, cores: 3,\n"
      "     input_slots: 2, weight_slots: 2, output_slots: 2}\n");
  const program::Program& program = changed.program;
  CHECK(program.steps.at(0).kernels == program.steps.at(1).kernels);
  const program::Kernel& kernel = program.kernels.at(program.steps.at(0).kernels.at(0));
  CHECK(kernel.header.cores == 3);
  CHECK_THAT(kernel.mapping, Contains("tile 64x64x32"));
}

TEST_CASE("An operator named beside its like is mapped by itself") {
  const auto changed = compiled(
      "products:\n  - {operator: first, tile_m: 64, tile_n: 64, tile_k: 32, cores: 3}\n"
      "  - {operator: second, tile_m: 32, tile_n: 64, tile_k: 32, cores: 5}\n");
  const program::Program& program = changed.program;
  CHECK(program.kernels.at(program.steps.at(0).kernels.at(0)).header.cores == 3);
  CHECK(program.kernels.at(program.steps.at(1).kernels.at(0)).header.cores == 5);
}

TEST_CASE("Mistakes of a mapping name their place and what is wrong") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"products:\n  - {operator: firs, tile_m: 8}\n",
       "m.yaml:2:16: operator: the workload has no operator 'firs', did you mean 'first'?"},
      {"products:\n  - operator: first\n    tile_mm: 8\n", "m.yaml:3:5: tile_mm: unknown key"},
      {"products:\n  - operator: first\n    tile_m: 0\n", "m.yaml:3:13: tile_m"},
      {"products:\n  - operator: first\n    cores: 9\n",
       "m.yaml:3:12: cores: 9 are more than the 8 of gpu_like"},
      {"products:\n  - operator: first\n    cluster: 2\n",
       "m.yaml:3:14: cluster: 2 cores are more than the 1 that may form a cluster on gpu_like"},
      {"products:\n  - {operator: first, tile_k: 256, split_k: 2}\n",
       "split_k: 2 parts are more than the 1 tiles along k"},
      {"products:\n  - {operator: first, tile_m: 512, tile_n: 768, tile_k: 256}\n",
       "tile_k: the input slots need"},
      {"attentions:\n  - {operator: attention, tile_rows: 16, key_parts: 300}\n",
       "key_parts: 300 parts are more than the 128 tiles of keys"},
      {"product: 3\n", "m.yaml:1:1: product: unknown key"},
      {"products: 3\n", "m.yaml:1:11: products: expected a list"},
      {"products:\n  - {tile_m: 3}\n", "m.yaml:2:5: operator: is missing"},
  }));
  CAPTURE(text);
  CHECK_THROWS_WITH(compiled(text), Contains(message));
}

TEST_CASE("A library's rules choose its tiles") {
  workload::Graph graph = test::graph_of(test::gemm_operator(4096, 4096, 4096));
  graph.operators[0].input_dtype = graph.operators[0].weight_dtype = DType::fp16;
  const auto kernel_by = [&](mapping::Rules rules, const config::Chip& chip) {
    Mapper mapper;
    mapper.rules = rules;
    return mapping::compile(graph, chip, mapper).program.kernels.at(0).mapping;
  };
  CHECK_THAT(kernel_by(mapping::Rules::cublas, test::gpu_like(132)),
             Contains("x256x64") && Contains("as library:cublas"));
  CHECK_THAT(kernel_by(mapping::Rules::cann, test::cube_like(24)), Contains("tile 128x256x"));
}

TEST_CASE("A library splits K where tiles are few") {
  workload::Graph graph = test::graph_of(test::gemm_operator(64, 64, 16384));
  Mapper mapper;
  mapper.rules = mapping::Rules::cublas;
  const auto compiled = mapping::compile(graph, test::gpu_like(32), mapper);
  CHECK(compiled.program.steps.at(0).kernels.size() == 2);
  CHECK_THAT(compiled.program.kernels.at(0).mapping, Contains("K in"));
}

TEST_CASE("8-bit products have the blocks that vLLM chooses by their rows, and K whole") {
  const auto kernel_of = [](std::int64_t rows) {
    workload::Graph graph = test::graph_of(test::gemm_operator(rows, 4096, 16384));
    graph.operators[0].input_dtype = graph.operators[0].weight_dtype = DType::fp8;
    Mapper mapper;
    mapper.rules = mapping::Rules::cublas;
    const auto compiled = mapping::compile(graph, test::gpu_like(32), mapper);
    CHECK(compiled.program.steps.at(0).kernels.size() == 1);
    return compiled.program.kernels.at(0).mapping;
  };
  CHECK_THAT(kernel_of(64), Contains("tile 64x64x128"));
  CHECK_THAT(kernel_of(128), Contains("tile 64x128x128"));
  CHECK_THAT(kernel_of(129), Contains("tile 128x128x128"));
}

TEST_CASE("Blocks of units without warpgroups begin when others have ended") {
  const auto kernel_on = [](std::int64_t step_m) {
    workload::Graph graph = test::graph_of(test::gemm_operator(4096, 4096, 4096));
    graph.operators[0].input_dtype = graph.operators[0].weight_dtype = DType::fp16;
    config::Chip chip = test::gpu_like(108);
    chip.core.matrix.step_m = step_m;
    chip.core.matrix.step_k = 64 / step_m;
    Mapper mapper;
    mapper.rules = mapping::Rules::cublas;
    return mapping::compile(graph, chip, mapper).program.kernels.at(0).mapping;
  };
  CHECK_THAT(kernel_on(8), Contains("in flight"));
  CHECK_THAT(kernel_on(16), !Contains("in flight"));
}

TEST_CASE("Every mapper's name is read back") {
  for (const std::string& name : mapping::names_of_mappers()) {
    REQUIRE(mapping::rules_from(name));
    CHECK(mapping::name_of(*mapping::rules_from(name)) == name);
  }
  CHECK_FALSE(mapping::rules_from("library:nobody"));
}
