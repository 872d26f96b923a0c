#include "mapping/compile.hpp"

#include <map>

#include <fmt/format.h>

#include "mapping/choose_tiling.hpp"
#include "mapping/gemm_commands.hpp"
#include "mapping/pass_commands.hpp"
#include "mapping/placement.hpp"

namespace systole::mapping {

namespace {

/// As they lie in the operand memory: outputs are sums until they leave.
std::array<std::int64_t, 3> element_bits_of(const workload::Operator& op, const Problem& problem) {
  return {bits_of(op.input_dtype), bits_of(op.weight_dtype),
          8 * problem.slot_bytes(Operand::output, {1, 1, 1})};
}

program::Kernel gemm_kernel(const workload::Operator& op, const config::Chip& chip) {
  const Problem problem(op, chip);
  const bool as_scalesim = chip.accounting == config::Accounting::scalesim;
  const Tiling tiling =
      as_scalesim ? scalesim_tiling(problem, chip, op.name) : search_tiling(problem, chip, op.name);
  program::Kernel kernel;
  kernel.header.name = op.name;
  kernel.header.kind = workload::kind_of(op);
  kernel.header.count = problem.gemm().count;
  kernel.header.m = problem.gemm().m;
  kernel.header.n = problem.gemm().n;
  kernel.header.k = problem.gemm().k;
  kernel.header.dtype = op.input_dtype;
  kernel.header.macs =
      problem.gemm().count * problem.gemm().m * problem.gemm().n * problem.gemm().k;
  kernel.header.dataflow = chip.core.matrix.dataflow;
  kernel.header.input = tiling.slots[0];
  kernel.header.weight = tiling.slots[1];
  kernel.header.output = tiling.slots[2];
  kernel.header.tokens = kGemmTokens;
  kernel.header.element_bits = element_bits_of(op, problem);
  kernel.mapping = describe(tiling);
  kernel.open = [problem, tiling, unit = chip.core.matrix](std::int64_t) {
    return std::make_unique<GemmCommands>(problem, tiling, unit);
  };
  return kernel;
}

program::Kernel kernel_of(const workload::Operator& op, const config::Chip& chip) {
  if (std::holds_alternative<workload::Vector>(op.work)) {
    return pass_kernel(op, plan_pass(op, chip.core.sram));
  }
  if (workload::gemm_of(op).count > 0) return gemm_kernel(op, chip);
  throw UserError(fmt::format("operator {}: {} cannot be mapped", op.name, kind_of(op)));
}

/// Operators with equal keys do the same work from the same state, so they share a kernel.
using KernelKey = std::vector<std::int64_t>;

std::pair<std::string, KernelKey> key_of(const workload::Operator& op) {
  KernelKey key = workload::fingerprint(op.work);
  for (const DType dtype : {op.input_dtype, op.weight_dtype, op.output_dtype}) {
    key.push_back(static_cast<std::int64_t>(dtype));
  }
  if (op.sparsity) key.insert(key.end(), {op.sparsity->kept, op.sparsity->of});
  return {std::string(workload::kind_of(op)), key};
}

}  // namespace

program::Program compile(const workload::Graph& graph, const config::Chip& chip) {
  program::Program program;
  program.workload = graph.name;
  program.notes = graph.notes;
  std::map<std::pair<std::string, KernelKey>, std::size_t> known;
  const std::vector<Placement> placements = place(graph);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const workload::Operator& op = graph.operators[i];
    const auto [entry, is_new] = known.emplace(key_of(op), program.kernels.size());
    if (is_new) program.kernels.push_back(kernel_of(op, chip));
    program.steps.push_back(
        {op.name, {entry->second}, op.measured_seconds.value_or(0.0), placements[i]});
  }
  return program;
}

}  // namespace systole::mapping
