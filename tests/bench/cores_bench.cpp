// How the simulator scales: kernel events and time per tile against the number of cores, the size
// of a product and the number of layers, on chips with dot-product units and a shared buffer.
#include <benchmark/benchmark.h>

#include "mapping/compile.hpp"
#include "runner/runner.hpp"
#include "support/machines.hpp"
#include "support/many_core_chips.hpp"
#include "support/tile_steps.hpp"

using namespace systole;

namespace {

void tell_ratios(benchmark::State& state, const result::Result& result) {
  const auto tiles = static_cast<double>(totals_of(result).counters.tiles);
  state.counters["tiles"] = tiles;
  state.counters["activations_per_tile"] =
      static_cast<double>(result.kernel.process_activations) / tiles;
  state.counters["s_per_tile"] = benchmark::Counter(
      tiles, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// As many tiles however many cores share them, so that times compare.
void tile_steps_on_cores(benchmark::State& state) {
  constexpr std::int64_t kTiles = 16384;
  test::TileSteps plan;
  plan.cores = state.range(0);
  plan.steps = kTiles / plan.cores;
  const config::Chip chip = test::gpu_like(plan.cores);
  const program::Program program = test::tile_steps_program(plan);
  result::Result result;
  for (auto _ : state) result = runner::run_in_child(chip, program, {});
  tell_ratios(state, result);
}

/// Square products on 132 cores, the mapper left out.
void product_of_size(benchmark::State& state) {
  const std::int64_t size = state.range(0);
  const config::Chip chip = test::gpu_like(132);
  workload::Operator op = test::gemm_operator(size, size, size);
  op.input_dtype = op.weight_dtype = op.output_dtype = DType::fp16;
  const program::Program program = mapping::compile(test::graph_of(op), chip);
  result::Result result;
  for (auto _ : state) result = runner::run_in_child(chip, program, {});
  tell_ratios(state, result);
}

/// Equal layers with weights of their own: what finds the buffer as an earlier layer did is taken
/// over.
void layers_of_a_model(benchmark::State& state) {
  test::TileSteps plan;
  plan.cores = 132;
  const config::Chip chip = test::gpu_like(plan.cores);
  program::Program program = test::tile_steps_program(plan);
  program.steps.clear();
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    const auto weights = static_cast<Address>(i) << 26;
    program.steps.push_back({"layer", {0}, 0.0, {0, weights, 0}});
  }
  result::Result result;
  for (auto _ : state) result = runner::run_in_child(chip, program, {});
  tell_ratios(state, result);
  state.counters["simulated"] = static_cast<double>(result.kernel.operators_simulated);
}

/// Fork, elaborate and answer.
void elaborate_cores(benchmark::State& state) {
  const config::Chip chip = test::gpu_like(state.range(0));
  const program::Program nothing;
  for (auto _ : state) benchmark::DoNotOptimize(runner::run_in_child(chip, nothing, {}));
}

}  // namespace

BENCHMARK(tile_steps_on_cores)
    ->RangeMultiplier(4)
    ->Range(1, 1024)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(product_of_size)
    ->RangeMultiplier(2)
    ->Range(512, 16384)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(layers_of_a_model)
    ->Arg(1)
    ->Arg(5)
    ->Arg(25)
    ->Arg(200)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(elaborate_cores)
    ->RangeMultiplier(4)
    ->Range(1, 1024)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
