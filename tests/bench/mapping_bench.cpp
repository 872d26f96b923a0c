// How long the mapper takes for one operator on a chip of 132 cores, and how fast commands are
// made.
#include <benchmark/benchmark.h>

#include "mapping/compile.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"

using namespace systole;

namespace {

workload::Operator operator_of(const workload::Work& work) {
  workload::Operator op;
  op.name = "op";
  op.work = work;
  return op;
}

void map_operator(benchmark::State& state, const workload::Work& work) {
  const config::Chip chip = test::gpu_like(132);
  const workload::Graph graph = test::graph_of(operator_of(work));
  std::size_t kernels = 0;
  for (auto _ : state) kernels = mapping::compile(graph, chip).kernels.size();
  benchmark::DoNotOptimize(kernels);
}

void make_commands(benchmark::State& state) {
  const config::Chip chip = test::gpu_like(132);
  const auto program =
      mapping::compile(test::graph_of(operator_of(workload::Gemm{1, 2048, 6144, 4096})), chip);
  const program::Kernel& kernel = program.kernels.at(0);
  std::int64_t tiles = 0;
  for (auto _ : state) {
    for (std::int64_t core = 0; core < kernel.header.cores; ++core) {
      const auto source = kernel.open(core);
      program::Command command;
      while (source->next(command))
        tiles += std::holds_alternative<program::Compute>(command.action);
    }
  }
  state.SetItemsProcessed(tiles);
}

}  // namespace

BENCHMARK_CAPTURE(map_operator, gemm, workload::Gemm{1, 2048, 28672, 4096})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(map_operator, one_row, workload::Gemm{1, 1, 28672, 4096})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(map_operator, deep, workload::Gemm{1, 64, 64, 65536})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(map_operator, attention,
                  workload::Attention{1, 32, 8, 2048, 2048, 128, 128, true, 0, false})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(map_operator, decoding,
                  workload::Attention{64, 32, 8, 1, 4096, 128, 128, true, 0, false})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(make_commands)->Unit(benchmark::kMillisecond);
