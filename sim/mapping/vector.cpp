// Vector work becomes one kernel.
#include <algorithm>

#include "base/checked.hpp"
#include "mapping/epilogue.hpp"
#include "mapping/library_vector.hpp"
#include "mapping/library_xla.hpp"
#include "mapping/lowering.hpp"
#include "mapping/problem.hpp"
#include "mapping/vector_cost.hpp"
#include "mapping/vector_plan.hpp"

namespace systole::mapping {

namespace {

using workload::VectorKind;

/// Elements of a row that a transpose reads together: the side of a square tile of it.
constexpr std::int64_t kTransposeSide = 64;

/// Two tensors come from two places where memory remembers what lies where.
bool has_second_tensor(const workload::Vector& work, const config::Chip& chip) {
  const bool binary = work.kind == VectorKind::add || work.kind == VectorKind::multiply;
  return binary && lays_out_by_tiles(chip) && work.elements_read > work.elements_written &&
         work.elements_written > 0;
}

std::vector<Stream> reads_of(const workload::Operator& op, const workload::Vector& work,
                             const config::Chip& chip) {
  const Bytes all = bytes_of(op.input_dtype, work.elements_read);
  if (!has_second_tensor(work, chip)) return {{Operand::input, base_address(Operand::input), all}};
  const Bytes first = std::min(all, bytes_of(op.input_dtype, work.elements_written));
  return {{Operand::input, base_address(Operand::input), first},
          {Operand::weight, base_address(Operand::weight), all - first}};
}

std::int64_t elements_of(const workload::Vector& work, const VectorCost& cost) {
  if (work.kind == VectorKind::optimizer) return work.rows * work.cols;  // parameters
  if (cost.counts_read || work.elements_written == 0) return work.elements_read;
  return work.elements_written;
}

/// Elements that are worked on, and what each costs. Every tensor beyond the first one that is read
/// costs one operation more per element: it is multiplied (a gate) or added (a second table).
void count_operations(const workload::Vector& work, const VectorCost& cost, VectorPlan& plan) {
  const std::int64_t elements = elements_of(work, cost);
  plan.simple = checked_mul(elements, cost.simple, "vector operations");
  plan.special = checked_mul(elements, cost.special, "vector operations");
  plan.reductions = checked_mul(work.rows, cost.reductions, "reductions");
  plan.simple += checked_mul(work.rows, cost.simple_per_row, "vector operations");
  plan.special += work.rows * cost.special_per_row;
  const bool one_for_each = cost.simple + cost.special > 0 && !cost.counts_read &&
                            work.kind != VectorKind::add && work.kind != VectorKind::multiply &&
                            work.kind != VectorKind::optimizer && !cost.works_on_rows();
  if (one_for_each) plan.simple += std::max<std::int64_t>(0, work.elements_read - elements);
}

/// Rows that an index places: each of a row's threads, 512 at most, works out where its part goes,
/// which takes a division of 64 bits. Where elements are made narrower they are scaled, too: a
/// thread divides the eight that it reads at once, and the rest of its block waits for it
/// (vLLM, csrc/cache_kernels.cu, reshape_and_cache_flash, CopyWithScaleOp).
void count_address_work(const workload::Operator& op, const workload::Vector& work,
                        VectorPlan& plan) {
  constexpr std::int64_t kMostThreads = 512;
  constexpr std::int64_t kDivision = 100;  // a routine: no instruction divides integers
  constexpr std::int64_t kElements = 8;
  constexpr std::int64_t kScaling = 11;  // widen, nine instructions of an exact quotient, narrow
  const bool scales =
      bits_of(op.output_dtype) < std::min<std::int64_t>(16, bits_of(op.input_dtype));
  const std::int64_t threads = std::min(kMostThreads, work.cols);
  plan.simple = checked_product(
      {work.rows, threads, kDivision + (scales ? kElements * kScaling : 0)}, "address work");
  plan.element_bits = 32;
}

/// What is read and written, once.
VectorPlan streams_of(const workload::Operator& op, const config::Chip& chip) {
  const auto& work = std::get<workload::Vector>(op.work);
  VectorPlan plan;
  plan.name = op.name;
  plan.kind = workload::kind_of(op);
  plan.reads = reads_of(op, work, chip);
  plan.write = {Operand::output, base_address(Operand::output),
                bytes_of(op.output_dtype, work.elements_written)};
  plan.element_bits = std::max(bits_of(op.input_dtype), bits_of(op.output_dtype));
  plan.units = work.rows;
  return plan;
}

VectorPlan plan_fusion(const Fusion& fusion, const workload::Operator& op,
                       const config::Chip& chip) {
  const auto& work = std::get<workload::Vector>(op.work);
  VectorPlan plan = streams_of(op, chip);
  if (fusion.leaves == Leaves::number_of_row) plan.write.bytes = bytes_of(DType::fp32, work.rows);
  count_operations(work, fusion.cost, plan);
  plan_chunks(chip, plan);
  return plan;
}

}  // namespace

VectorPlan plan_vector(const workload::Operator& op, const config::Chip& chip, Rules rules) {
  const auto& work = std::get<workload::Vector>(op.work);
  VectorPlan plan = streams_of(op, chip);
  const auto kernel = library_vector_kernel(rules, work, plan.element_bits, chip);
  const VectorCost cost = kernel ? kernel->cost : cost_of(work.kind);
  plan.passes = cost.passes;
  plan.lookups = vector_lookups(rules);
  if (kernel) {
    plan.element_bits = kernel->element_bits;
    plan.rows_together = kernel->rows_together;
    plan.order = kernel->order;
    plan.smallest_chunk = kernel->smallest_chunk;
  }
  if (work.kind == VectorKind::transpose)
    plan.run_bytes = bytes_of(op.input_dtype, std::min(kTransposeSide, work.cols));
  if ((work.kind == VectorKind::embedding || work.kind == VectorKind::gather) && work.rows > 1)
    plan.run_bytes = bytes_of(op.input_dtype, work.cols);
  count_operations(work, cost, plan);
  if (kernel) plan.simple += checked_mul(work.rows, kernel->simple_per_row, "vector operations");
  if (work.kind == VectorKind::gather) count_address_work(op, work, plan);
  plan_chunks(chip, plan);
  return plan;
}

Lowered lower_vector(const Request& request) {
  Lowered lowered;
  if (request.mapper.rules == Rules::xla) {
    const VectorKind kind = std::get<workload::Vector>(request.op.work).kind;
    for (const Fusion& fusion : xla_fusions(kind))
      lowered.add(vector_kernel(plan_fusion(fusion, request.op, request.chip)));
    if (!lowered.kernels.empty()) return lowered;
  }
  lowered.add(vector_kernel(plan_vector(request.op, request.chip, request.mapper.rules)));
  return lowered;
}

}  // namespace systole::mapping
