// What the two levels of a memory cost: commands worked out per byte, and events that a module
// would need.
#include <benchmark/benchmark.h>

#include "base/data_files.hpp"
#include "config/memory_io.hpp"
#include "timing/dram_memory.hpp"
#include "timing/dram_run_model.hpp"

namespace {

using namespace systole;
using namespace systole::timing;

constexpr std::int64_t kMemories = 12;
constexpr Bytes kRunBytes = 64 << 10;
constexpr std::int64_t kRuns = 64;
constexpr Bytes kGatherBytes = kRuns * kRunBytes / 16;

/// One of those that ship, by its place in the list.
config::MemoryConfig memory_of(const benchmark::State& state) {
  const std::vector<std::string> names = list_data_files(config::kMemoryFolder);
  Diagnostics diagnostics;
  config::MemoryConfig memory =
      config::read_memory(names.at(static_cast<std::size_t>(state.range(0))), {}, diagnostics);
  diagnostics.throw_if_errors();
  return memory;
}

/// Runs of 64 KiB, one after the other.
std::vector<MemoryRun> stream() {
  std::vector<MemoryRun> runs;
  for (std::int64_t i = 0; i < kRuns; ++i) {
    runs.push_back({static_cast<std::uint64_t>(i), static_cast<Address>(i * kRunBytes), kRunBytes,
                    kRunBytes, false});
  }
  return runs;
}

/// Bursts all over the memory.
std::vector<MemoryRun> gather(const config::MemoryConfig& memory) {
  std::vector<MemoryRun> runs;
  const Bytes burst = memory.burst_bytes();
  const auto places = static_cast<Address>(memory.capacity_bytes() / burst);
  Address place = 1;
  for (Bytes at = 0; at < kGatherBytes; at += burst) {
    place = (place * 6364136223846793005ULL + 1442695040888963407ULL);
    runs.push_back(
        {runs.size(), (place >> 16) % places * static_cast<Address>(burst), burst, burst, false});
  }
  return runs;
}

struct Cost {
  std::int64_t activations =
      0;  ///< of a process that asks, and of one that issues commands when they are legal
  std::int64_t commands = 0;
};

/// The asking process wakes up once for every answer.
Cost by_tile(const config::MemoryConfig& memory, const std::vector<MemoryRun>& runs,
             bool one_list) {
  DramRunModel model(memory);
  if (one_list) {
    std::vector<MemoryRun> list = runs;
    list.front().window_bytes = kGatherBytes;  // of the list
    model.submit_list(list, 0);
  } else {
    for (const MemoryRun& run : runs) model.submit(run, 0);
  }
  const auto answers = static_cast<std::int64_t>(model.take_answers().size());
  return {answers, model.steps()};
}

/// The memory's process wakes up for every time at which a command becomes legal.
Cost by_cycle(const config::MemoryConfig& memory, const std::vector<MemoryRun>& runs) {
  DramMemory model(memory);
  Cost cost;
  for (const MemoryRun& run : runs) model.submit(run, 0);
  while (const auto next = model.next_event()) {
    model.advance(*next);
    ++cost.activations;
    cost.activations += static_cast<std::int64_t>(model.take_answers().size());
  }
  cost.commands = model.statistics().all_commands();
  return cost;
}

void report(benchmark::State& state, const Cost& tile, const Cost& cycle, Bytes bytes) {
  const auto per_kib = [bytes](std::int64_t count) {
    return static_cast<double>(count) * 1024.0 / static_cast<double>(bytes);
  };
  state.counters["tile_activations/KiB"] = per_kib(tile.activations);
  state.counters["cycle_activations/KiB"] = per_kib(cycle.activations);
  state.counters["tile_commands/KiB"] = per_kib(tile.commands);
  state.counters["cycle_commands/KiB"] = per_kib(cycle.commands);
  state.counters["times_fewer_activations"] =
      static_cast<double>(cycle.activations) / static_cast<double>(tile.activations);
}

void dram_stream_activations(benchmark::State& state) {
  const config::MemoryConfig memory = memory_of(state);
  const std::vector<MemoryRun> runs = stream();
  Cost tile;
  for (auto _ : state) tile = by_tile(memory, runs, false);
  report(state, tile, by_cycle(memory, runs), kRuns * kRunBytes);
  state.SetLabel(memory.name + ", runs of 64 KiB");
}
BENCHMARK(dram_stream_activations)->DenseRange(0, kMemories - 1);

void dram_gather_activations(benchmark::State& state) {
  const config::MemoryConfig memory = memory_of(state);
  const std::vector<MemoryRun> runs = gather(memory);
  Cost tile;
  for (auto _ : state) tile = by_tile(memory, runs, true);
  report(state, tile, by_cycle(memory, runs), kGatherBytes);
  state.SetLabel(memory.name + ", one list of bursts");
}
BENCHMARK(dram_gather_activations)->DenseRange(0, kMemories - 1);

/// Simulated bytes per second of a long stream in runs of 64 KiB.
void dram_stream_tile_level(benchmark::State& state) {
  const config::MemoryConfig memory = memory_of(state);
  DramRunModel model(memory);
  Address next = 0;
  for (auto _ : state) {
    model.submit({0, next, kRunBytes, kRunBytes, false}, 0);
    benchmark::DoNotOptimize(model.take_answers().front().at);
    next += kRunBytes;
  }
  state.SetBytesProcessed(state.iterations() * kRunBytes);
  state.SetLabel(memory.name + ", runs of 64 KiB");
}
BENCHMARK(dram_stream_tile_level)->DenseRange(0, kMemories - 1);

void dram_stream_cycle_level(benchmark::State& state) {
  const config::MemoryConfig memory = memory_of(state);
  const std::vector<MemoryRun> runs = stream();
  for (auto _ : state) benchmark::DoNotOptimize(by_cycle(memory, runs).commands);
  state.SetBytesProcessed(state.iterations() * kRuns * kRunBytes);
}
BENCHMARK(dram_stream_cycle_level)->DenseRange(0, kMemories - 1);

}  // namespace
