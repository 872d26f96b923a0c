// GEMMs, convolutions and grouped GEMMs.
#include "mapping/products.hpp"

#include <fmt/format.h>

#include "base/checked.hpp"
#include "mapping/gemm_commands.hpp"
#include "mapping/library.hpp"
#include "mapping/library_xla.hpp"
#include "mapping/vector_plan.hpp"

namespace systole::mapping {

namespace {

/// What a file says comes first, then a library's rules, then the search.
Decision<Tiling> choose_tiling(const ProductTask& task, const Problem& problem,
                               const Request& request) {
  const TilingTask tiling_task{problem, task.epilogue, request.chip, task.name};
  if (request.chip.accounting == config::Accounting::scalesim)
    return {scalesim_tiling(tiling_task), ""};
  const Mapper& mapper = request.mapper;
  if (const ProductMapping* given = mapper.given.product(request.mapped_as, task.role))
    return {tiling_of(*given, tiling_task), kGiven};
  if (const auto ruled = library_tiling(mapper.rules, tiling_task))
    return {*ruled, by(mapper.rules)};
  return {search_tiling(tiling_task), ""};
}

/// The decision, as it may be written to a file. SCALE-Sim's order is no decision.
Mapping record_of(const ProductTask& task, const Tiling& tiling, const Request& request) {
  Mapping mapping;
  if (request.chip.accounting == config::Accounting::scalesim) return mapping;
  mapping.products.push_back(mapping_of(tiling));
  mapping.products.back().operator_name = request.op.name;
  mapping.products.back().role = task.role;
  return mapping;
}

std::array<std::int64_t, 3> element_bits_of(const Problem& problem) {
  return {problem.bits_on_chip(Operand::input), problem.bits_on_chip(Operand::weight),
          8 * ceil_div(problem.product().sum_bits, 8)};
}

void describe_shape(const Problem& problem, program::KernelHeader& header) {
  const bool ragged = !problem.rows().empty();
  header.count = ragged ? 1 : problem.gemm().count;
  header.m = ragged ? problem.all_rows() : problem.gemm().m;
  header.n = problem.gemm().n;
  header.k = problem.gemm().k;
  header.macs = problem.macs();
  header.dtype = problem.product().multiplied;
}

program::Kernel kernel_of(const ProductTask& task, GemmPlan plan, const std::string& by) {
  const Tiling& tiling = plan.tiling;
  const std::int64_t tiles = OutputTiles(plan.problem, tiling).count();
  program::Kernel kernel;
  kernel.header.name = task.name;
  kernel.header.kind = task.kind;
  kernel.header.cores = std::max<std::int64_t>(1, std::min(tiling.cores, tiles));
  describe_shape(plan.problem, kernel.header);
  kernel.header.dataflow = plan.unit.dataflow;
  kernel.header.input = tiling.slots[0];
  kernel.header.weight = tiling.slots[1];
  kernel.header.output = tiling.slots[2];
  if (plan.epilogue.operands > 0) kernel.header.output.slots *= 2;
  kernel.header.tokens = kGemmTokens;
  kernel.header.element_bits = element_bits_of(plan.problem);
  kernel.header.cluster = tiling.cluster;
  kernel.header.piece_bytes = plan.piece_bytes;
  kernel.mapping = describe(tiling) + by;
  const auto shared = std::make_shared<const GemmPlan>(std::move(plan));
  kernel.open = [shared](std::int64_t core) {
    return std::make_unique<GemmCommands>(shared, core);
  };
  return kernel;
}

/// Partial sums are read as outputs, because there they lie, added up, and stored.
program::Kernel sum_parts(const ProductTask& task, const Problem& problem, const Tiling& tiling,
                          const config::Chip& chip) {
  const std::int64_t elements = problem.all_rows() * problem.gemm().n;
  const Bytes part = ceil_div(elements * problem.product().sum_bits, 8);
  VectorPlan plan;
  plan.name = task.name;
  plan.kind = "add";
  const Address base = base_address(Operand::output) + problem.product().offset[2];
  for (std::int64_t i = 0; i < tiling.split_k; ++i) {
    plan.reads.push_back(
        {Operand::output, base + workspace_offset(0) + static_cast<Address>(i * part), part});
  }
  for (std::int64_t i = 0; i < task.epilogue.operands; ++i) {
    plan.reads.push_back({Operand::output, base + workspace_offset(2 + i),
                          bytes_of(problem.product().output, elements)});
  }
  plan.write = {Operand::output, base,
                bytes_of(problem.product().output, elements) / task.epilogue.narrowing};
  plan.simple = elements * tiling.split_k +
                ceil_div(elements * task.epilogue.simple, task.epilogue.shared_by);
  plan.special = ceil_div(elements * task.epilogue.special, task.epilogue.shared_by);
  plan_chunks(chip, plan);
  return vector_kernel(plan);
}

/// The product with its vector work, and where K is in parts the kernel that adds them up.
Lowered lower_fused(const ProductTask& task, const Request& request) {
  Lowered lowered;
  lowered.notes = task.product.notes;
  const Problem problem(task.product);
  if (problem.all_rows() == 0) {  // experts that nobody asks
    lowered.add(idle_kernel(task.name, task.kind));
    return lowered;
  }
  const Decision<Tiling> decision = choose_tiling(task, problem, request);
  const Tiling& tiling = decision.what;
  lowered.mapping = record_of(task, tiling, request);
  lowered.add(
      kernel_of(task, gemm_plan(problem, task.epilogue, tiling, request.chip), decision.by));
  if (tiling.split_k > 1) lowered.add(sum_parts(task, problem, tiling, request.chip));
  return lowered;
}

/// Work on results that a vector unit can only reach through memory: read back, and written again.
program::Kernel epilogue_kernel(const ProductTask& task, const config::Chip& chip) {
  const Problem problem(task.product);
  const std::int64_t elements = problem.all_rows() * problem.gemm().n;
  const Address base = base_address(Operand::output) + task.product.offset[2];
  const Bytes bytes = bytes_of(task.product.output, elements);
  VectorPlan plan;
  plan.name = task.name;
  plan.kind = "elementwise";
  plan.reads = {{Operand::output, base, bytes}};
  for (std::int64_t i = 0; i < task.epilogue.operands; ++i)
    plan.reads.push_back({Operand::output, base + workspace_offset(2 + i), bytes});
  plan.write = {Operand::output, base, bytes / task.epilogue.narrowing};
  plan.simple = ceil_div(elements * task.epilogue.simple, task.epilogue.shared_by);
  plan.special = ceil_div(elements * task.epilogue.special, task.epilogue.shared_by);
  plan.element_bits = bits_of(task.product.output);
  plan_chunks(chip, plan);
  return vector_kernel(plan);
}

/// A narrow operand is widened in memory before the product reads it.
program::Kernel widen_in_memory(Operand operand, ProductTask& task, const config::Chip& chip) {
  Product& product = task.product;
  DType& stored = operand == Operand::input ? product.input : product.weight;
  const Problem problem(product);
  const std::int64_t elements = operand == Operand::input
                                    ? problem.all_rows() * problem.gemm().k
                                    : problem.gemm().count * problem.gemm().k * problem.gemm().n;
  const auto i = static_cast<std::size_t>(operand);
  VectorPlan plan;
  plan.name = task.name;
  plan.kind = "dequantize";
  plan.reads = {{operand, base_address(operand) + product.offset[i], bytes_of(stored, elements)}};
  product.offset[i] = workspace_offset(1);
  plan.write = {operand, base_address(operand) + product.offset[i],
                bytes_of(product.multiplied, elements)};
  plan.simple = 2 * elements;
  plan.element_bits = bits_of(product.multiplied);
  stored = product.multiplied;
  plan_chunks(chip, plan);
  return vector_kernel(plan);
}

}  // namespace

Lowered lower_product(ProductTask task, const Request& request) {
  if (fuses_vector_work(request.chip)) return lower_fused(task, request);
  Lowered lowered;
  for (const Operand operand : {Operand::input, Operand::weight}) {
    if (Problem(task.product).converts(operand))
      lowered.add(widen_in_memory(operand, task, request.chip));
  }
  ProductTask plain = task;
  plain.epilogue = {};
  lowered.add(lower_fused(plain, request));
  if (task.epilogue.exists()) lowered.add(epilogue_kernel(task, request.chip));
  return lowered;
}

namespace {

Lowered lower_as(const Request& request) {
  return lower_product(
      {request.op.name, std::string(workload::kind_of(request.op)),
       product_of(request.op, request.chip), epilogue_of(request.op), Role::product},
      request);
}

}  // namespace

Lowered lower_products(const Request& request) {
  if (request.mapper.rules == Rules::xla) {
    const workload::Operator laid_out = xla_layout(request.op);
    return lower_as({laid_out, request.chip, request.mapper, request.mapped_as});
  }
  return lower_as(request);
}

}  // namespace systole::mapping
