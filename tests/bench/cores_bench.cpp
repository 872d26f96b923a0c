// How the simulator scales: kernel events and time per tile against the number of cores, on a chip
// with dot-product units and a shared buffer, with programs made by hand.
#include <benchmark/benchmark.h>

#include "runner/runner.hpp"
#include "support/many_core_chips.hpp"
#include "support/tile_steps.hpp"

using namespace systole;

namespace {

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
  const auto tiles = static_cast<double>(totals_of(result).counters.tiles);
  state.counters["activations_per_tile"] =
      static_cast<double>(result.kernel.process_activations) / tiles;
  state.counters["s_per_tile"] = benchmark::Counter(
      tiles, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
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
BENCHMARK(elaborate_cores)
    ->RangeMultiplier(4)
    ->Range(1, 1024)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
