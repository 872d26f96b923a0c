// Runs one GEMM on a small chip and prints its cycles, without any file.
#include <cstdio>

#include "mapping/compile.hpp"
#include "result/result.hpp"
#include "runner/runner.hpp"
#include "workload/graph.hpp"

#include ALL_HEADERS  // whatever else is installed: it must compile here too

int main() {
  systole::config::Chip chip;
  chip.name = "toy";
  chip.core.matrix.rows = 8;
  chip.core.matrix.cols = 8;

  systole::workload::Operator product;
  product.name = "product";
  product.work = systole::workload::Gemm{1, 64, 32, 16};
  systole::workload::Graph graph;
  graph.name = "one_gemm";
  graph.operators.push_back(product);

  const auto program = systole::mapping::compile(graph, chip);
  const auto result = systole::runner::run_in_child(chip, program, {});
  const auto totals = systole::result::totals_of(result);
  std::printf("%s: %lld cycles, %lld MACs\n", chip.name.c_str(),
              static_cast<long long>(totals.cycles), static_cast<long long>(totals.counters.macs));
  return totals.cycles > 0 && totals.counters.macs == 64 * 32 * 16 ? 0 : 1;
}
