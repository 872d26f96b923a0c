// How fast the simulator is: kernel events per tile, one more point in a running program,
// elaboration, and the mapper. Run as build/release/bin/systole_bench; ratios within one run are
// what to compare.
#include <benchmark/benchmark.h>

#include "config/chip_io.hpp"
#include "config/scalesim_config.hpp"
#include "frontend/read_workload.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"

using namespace systole;

namespace {

config::Chip scalesim_chip(const char* bandwidth_mode) {
  Diagnostics diagnostics;
  return config::parse_scalesim_config(
      std::string("[architecture_presets]\nArrayHeight: 32\nArrayWidth: 32\n"
                  "IfmapSramSzkB: 64\nFilterSramSzkB: 64\nOfmapSramSzkB: 64\n"
                  "Dataflow: ws\nBandwidth: 10\n[run_presets]\nInterfaceBandwidth: ") +
          bandwidth_mode + "\n",
      "bench.cfg", diagnostics);
}

workload::Graph shipped(const char* name) {
  Diagnostics diagnostics;
  return frontend::read_workload(name, {}, diagnostics);
}

std::int64_t tiles_of(const result::Result& result) { return totals_of(result).counters.tiles; }

/// One more point of a sweep: mapping, fork, elaboration, run, answer through the pipe.
void one_point(benchmark::State& state, const config::Chip& chip, const char* workload) {
  const workload::Graph graph = shipped(workload);
  result::Result result;
  for (auto _ : state) result = runner::run_in_child(chip, mapping::compile(graph, chip), {});
  const auto simulated_tiles = [&] {
    std::int64_t tiles = 0;
    const program::Program program = mapping::compile(graph, chip);
    std::vector<bool> counted(program.kernels.size(), false);
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
      const std::size_t kernel = program.steps[i].kernels.at(0);
      if (!counted[kernel]) tiles += result.operators[i].counters.tiles;
      counted[kernel] = true;
    }
    return tiles;
  };
  state.counters["activations_per_tile"] = static_cast<double>(result.kernel.process_activations) /
                                           static_cast<double>(simulated_tiles());
  state.counters["tiles"] = static_cast<double>(tiles_of(result));
  state.counters["simulated_cycles_per_s"] = benchmark::Counter(
      static_cast<double>(totals_of(result).cycles), benchmark::Counter::kIsIterationInvariantRate);
}

void resnet50_point_unbounded(benchmark::State& state) {
  one_point(state, scalesim_chip("CALC"), "resnet50");
}
void resnet50_point_bounded(benchmark::State& state) {
  one_point(state, scalesim_chip("USER"), "resnet50");
}

config::Chip shipped_chip(const char* name) {
  Diagnostics diagnostics;
  return config::read_chip(name, {}, diagnostics);
}

void llama_layer_point(benchmark::State& state) {
  one_point(state, shipped_chip("cloud_npu"), "llama3_8b_layer");
}
void resnet50_cloud_point(benchmark::State& state) {
  one_point(state, shipped_chip("cloud_npu"), "resnet50");
}

/// Fork, elaborate and answer for a program with nothing to do.
void empty_point(benchmark::State& state) {
  const config::Chip chip = scalesim_chip("CALC");
  const program::Program nothing;
  for (auto _ : state) benchmark::DoNotOptimize(runner::run_in_child(chip, nothing, {}));
}

/// The mapper alone, per operator.
void map_resnet50(benchmark::State& state) {
  const config::Chip chip = shipped_chip("cloud_npu");
  const workload::Graph graph = shipped("resnet50");
  std::size_t kernels = 0;
  for (auto _ : state) kernels = mapping::compile(graph, chip).kernels.size();
  state.counters["operators_per_s"] = benchmark::Counter(
      static_cast<double>(kernels), benchmark::Counter::kIsIterationInvariantRate);
}

/// A small product at the level where every PE is clocked, and the same at the tile level: the
/// ratio is what the equations save.
void gemm_48(benchmark::State& state, system::Fidelity fidelity) {
  config::Chip chip = shipped_chip("toy_4x4");
  workload::Operator op;
  op.name = "gemm";
  op.work = workload::Gemm{1, 48, 48, 48};
  workload::Graph graph;
  graph.operators = {op};
  const program::Program program = mapping::compile(graph, chip);
  system::RunOptions options;
  options.fidelity = fidelity;
  for (auto _ : state) benchmark::DoNotOptimize(runner::run_in_child(chip, program, options));
}

}  // namespace

BENCHMARK(empty_point)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(resnet50_point_unbounded)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(resnet50_point_bounded)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(resnet50_cloud_point)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(llama_layer_point)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(map_resnet50)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(gemm_48, tile, system::Fidelity::tile)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(gemm_48, cycle, system::Fidelity::cycle)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
