// What the parts between the DMA engine and DRAM cost the simulator: process activations per KiB
// moved, and time.
#include <benchmark/benchmark.h>

#include "base/error.hpp"
#include "mapping/compile.hpp"
#include "runner/runner.hpp"

using namespace systole;

namespace {

enum Parts { wired, network, buffer, network_and_buffer };

config::Chip chip_with(std::int64_t parts) {
  config::Chip chip;
  chip.core.sram.size_kib = 256;  // tiles of 64 KiB
  chip.dram.channels = 4;
  if (parts == network || parts == network_and_buffer) {
    chip.interconnect.topology = config::Topology::mesh;
    chip.interconnect.rows = chip.interconnect.cols = 4;
    chip.interconnect.memory_ports = 4;
  }
  if (parts == buffer || parts == network_and_buffer) {
    chip.shared_buffer.size_kib = 4096;
    chip.shared_buffer.slices = 4;
  }
  return chip;
}

workload::Graph copy_of(std::int64_t bytes) {
  workload::Operator op;
  op.name = "copy";
  op.work = workload::vector_work(workload::VectorKind::copy, 1, bytes);
  op.input_dtype = op.output_dtype = DType::int8;
  workload::Graph graph;
  graph.name = "copy";
  graph.operators = {op};
  return graph;
}

/// A copy of 64 MiB in runs of 64 KiB. Every run of the simulator is a forked child.
void memory_side(benchmark::State& state) {
  constexpr std::int64_t kBytes = 64 << 20;
  const config::Chip chip = chip_with(state.range(0));
  const program::Program program = mapping::compile(copy_of(kBytes), chip);
  double activations = 0.0;
  for (auto step : state) {
    const result::Result result = runner::run_in_child(chip, program, {});
    activations = static_cast<double>(result.kernel.process_activations);
  }
  const double moved_kib = 2.0 * static_cast<double>(kBytes) / kKib;
  state.counters["activations_per_KiB"] = activations / moved_kib;
  state.SetBytesProcessed(state.iterations() * 2 * kBytes);
}
BENCHMARK(memory_side)
    ->ArgName("wired_network_buffer_both")
    ->DenseRange(wired, network_and_buffer)
    ->Unit(benchmark::kMillisecond);

}  // namespace
