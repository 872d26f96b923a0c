// Attention: one fused kernel, or three through memory where the vector unit cannot reach the
// matrix unit's results.
#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "mapping/attention_combine.hpp"
#include "mapping/attention_commands.hpp"
#include "mapping/library_attention.hpp"
#include "mapping/library_xla.hpp"
#include "mapping/products.hpp"
#include "mapping/search_attention.hpp"
#include "mapping/vector_cost.hpp"
#include "mapping/vector_plan.hpp"

namespace systole::mapping {

namespace {

constexpr std::int64_t kOrdered = 10;  // where queries and outputs lie in the order of the stacks

std::string describe(const AttentionPlan& plan) {
  std::string text =
      fmt::format("fused, {} rows of queries by {} keys", plan.tile_rows, plan.tile_keys);
  if (plan.parts > 1) text += fmt::format(", keys in {} parts", plan.parts);
  if (plan.cores > 1) text += fmt::format(", {} cores", plan.cores);
  return text;
}

program::Kernel fused_kernel(const workload::Operator& op, const AttentionPlan& plan) {
  const std::array<program::SlotPlan, 3> slots = slots_of(plan);
  program::Kernel kernel;
  kernel.header.name = op.name;
  kernel.header.kind = workload::kind_of(op);
  kernel.header.cores = plan.cores;
  kernel.header.dtype = plan.multiplied;
  kernel.header.macs = plan.macs();
  kernel.header.shares = plan.shares;
  kernel.header.count = plan.heads() * plan.shares;
  kernel.header.m = plan.rows();
  kernel.header.n = plan.work.key_length;
  kernel.header.k = plan.work.head_dim + plan.work.value_dim;
  kernel.header.input = slots[0];
  kernel.header.weight = slots[1];
  kernel.header.output = slots[2];
  kernel.header.tokens = kAttentionTokens;
  kernel.header.element_bits = {bits_of(plan.multiplied), bits_of(plan.multiplied), 32};
  kernel.mapping = describe(plan);
  using Commands = AttentionCommands;
  const auto shared =
      std::make_shared<const Commands::Kernel>(Commands::Kernel{plan, AttentionDeal(plan)});
  kernel.open = [shared](std::int64_t core) { return std::make_unique<Commands>(shared, core); };
  return kernel;
}

/// All queries or all outputs, once there and back.
program::Kernel copy_kernel(const workload::Operator& op, Operand operand,
                            const config::Chip& chip) {
  VectorPlan copy;
  copy.name = op.name;
  copy.kind = workload::kind_of(op);
  const Bytes bytes = workload::bytes_of(op, operand);
  const Address place = base_address(operand);
  copy.reads = {{operand, place, bytes}};
  copy.write = {operand, place + workspace_offset(kOrdered), bytes};
  copy.units = bytes;
  plan_chunks(chip, copy);
  return vector_kernel(copy);
}

[[noreturn]] void too_small(AttentionPlan plan, const Request& request) {
  plan.tile_rows = plan.tile_keys = 1;
  plan.slots = {1, 1, 1, 1, 1, 1};
  Bytes needed = 0;
  for (const program::SlotPlan& slots : slots_of(plan)) needed += slots.slots * slots.slot_bytes;
  throw UserError(fmt::format(
      "operator {}: the operand memory is too small for one query and one key of {} and {} "
      "elements: they need {} bytes; raise core.sram.size_kib (now {})",
      request.op.name, plan.work.head_dim, plan.work.value_dim, needed,
      request.chip.core.sram.size_kib));
}

Decision<AttentionPlan> choose_plan(const Request& request, DType multiplied) {
  AttentionPlan asked;
  asked.work = std::get<workload::Attention>(request.op.work);
  asked.input = request.op.input_dtype;
  asked.weight = request.op.weight_dtype;
  asked.output = request.op.output_dtype;
  asked.multiplied = multiplied;
  if (const AttentionMapping* given = request.mapper.given.attention(request.mapped_as)) {
    apply(*given, request.chip, asked);
    return {asked, kGiven};
  }
  if (const auto ruled = library_attention(request.mapper.rules, asked, request.chip))
    return {*ruled, by(request.mapper.rules)};
  if (const auto found = search_attention(asked, request.chip)) return {*found, ""};
  too_small(asked, request);
}

Lowered lower_fused(const Request& request) {
  const Product product = product_of(request.op, request.chip);
  auto [plan, by] = choose_plan(request, product.multiplied);
  limit_events(request.chip, plan);
  Lowered lowered;
  lowered.notes = product.notes;
  lowered.mapping.attentions.push_back(mapping_of(plan));
  lowered.mapping.attentions.back().operator_name = request.op.name;
  if (plan.style.copies > 1) lowered.add(copy_kernel(request.op, Operand::input, request.chip));
  lowered.add(fused_kernel(request.op, plan));
  lowered.kernels.back().mapping += by;
  if (plan.parts > 1) {
    const program::KernelHeader& fused = lowered.kernels.back().header;
    lowered.add(combine_kernel(combine_plan(plan, request.chip), fused));
  }
  for (std::int64_t i = 0; i < plan.style.idle_kernels; ++i)
    lowered.add(idle_kernel(request.op.name, std::string(workload::kind_of(request.op))));
  if (plan.style.copies > 0) lowered.add(copy_kernel(request.op, Operand::output, request.chip));
  return lowered;
}

/// Where the scores lie, as outputs, and the probabilities, as inputs.
constexpr std::int64_t kScores = 4;
constexpr std::int64_t kProbabilities = 5;

/// Softmax, or a part of it, that reads the scores.
VectorPlan plan_over(const Product& scores, std::int64_t elements, const Request& request) {
  VectorPlan plan;
  plan.name = request.op.name;
  plan.kind = "softmax";
  plan.reads = {{Operand::output, base_address(Operand::output) + workspace_offset(kScores),
                 bytes_of(scores.output, elements)}};
  plan.units = scores.gemm.count * scores.gemm.m;
  return plan;
}

program::Kernel softmax_kernel(const Request& request, const Product& scores, DType probabilities) {
  const std::int64_t rows = scores.gemm.count * scores.gemm.m;
  const std::int64_t elements = checked_mul(rows, scores.gemm.n, "scores");
  const VectorCost cost = cost_of(workload::VectorKind::softmax);
  VectorPlan plan = plan_over(scores, elements, request);
  plan.write = {Operand::input, base_address(Operand::input) + workspace_offset(kProbabilities),
                bytes_of(probabilities, elements)};
  plan.passes = cost.passes;
  plan.simple = elements * cost.simple;
  plan.special = elements * cost.special + rows * cost.special_per_row;
  plan.reductions = rows * cost.reductions;
  plan_chunks(request.chip, plan);
  return vector_kernel(plan);
}

/// A fusion of XLA's that leaves a number for each row of scores.
program::Kernel fusion_kernel(const Fusion& fusion, const Request& request, const Product& scores) {
  const std::int64_t rows = scores.gemm.count * scores.gemm.m;
  const std::int64_t elements = checked_mul(rows, scores.gemm.n, "scores");
  VectorPlan plan = plan_over(scores, elements, request);
  plan.write = {Operand::input, base_address(Operand::input) + workspace_offset(kProbabilities),
                bytes_of(scores.output, rows)};
  plan.simple = elements * fusion.cost.simple;
  plan.special = elements * fusion.cost.special + rows * fusion.cost.special_per_row;
  plan.reductions = rows * fusion.cost.reductions;
  plan_chunks(request.chip, plan);
  return vector_kernel(plan);
}

/// The first fusion of a softmax, the maximum, is part of the product that makes the scores
/// (convolution_reduce_fusion in XLA's programs for TPUs), and the last one, the result, of the
/// product that reads them. That measured times leave room for three passes was known when it was
/// assumed; a published program for TPU v6e, of 8 x 2048 x 128 in bf16, moves 526 MiB: the scores
/// once and twice more, the probabilities there and back, and the operands
/// (https://patricktoulme.substack.com/p/when-xla-isnt-enough-from-pallas).
Lowered lower_by_xla(ProductTask scores, ProductTask context, const Request& request) {
  const std::vector<Fusion> fusions = xla_fusions(workload::VectorKind::softmax);
  scores.epilogue.simple = fusions.front().cost.simple;
  context.product.input = scores.product.output;
  Lowered lowered = lower_product(scores, request);
  for (std::size_t i = 1; i + 1 < fusions.size(); ++i)
    lowered.add(fusion_kernel(fusions[i], request, scores.product));
  lowered.add(lower_product(context, request));
  return lowered;
}

/// Scores, softmax, context. Masks save nothing here: every pair is multiplied.
Lowered lower_through_memory(const Request& request) {
  const auto& work = std::get<workload::Attention>(request.op.work);
  const std::int64_t heads = checked_mul(work.batch, work.kv_heads, "heads");
  const std::int64_t rows = checked_mul(work.heads / work.kv_heads, work.query_length, "rows");
  const std::string kind(workload::kind_of(request.op));
  ProductTask scores{request.op.name, kind, product_of(request.op, request.chip), {}, Role::scores};
  scores.product.gemm = {heads, rows, work.key_length, work.head_dim};
  scores.product.output = DType::fp32;
  scores.product.offset[2] = workspace_offset(kScores);
  ProductTask context{
      request.op.name, kind, product_of(request.op, request.chip), {}, Role::context};
  context.product.gemm = {heads, rows, work.value_dim, work.key_length};
  context.product.input = context.product.multiplied;
  context.product.offset[0] = workspace_offset(kProbabilities);
  if (!work.values_in_keys) {
    context.product.offset[1] = static_cast<Address>(bytes_of(
        request.op.weight_dtype, checked_product({heads, work.key_length, work.head_dim}, "keys")));
  }
  if (request.mapper.rules == Rules::xla) return lower_by_xla(scores, context, request);
  Lowered lowered = lower_product(scores, request);
  lowered.add(softmax_kernel(request, scores.product, context.product.input));
  lowered.add(lower_product(context, request));
  return lowered;
}

}  // namespace

Lowered lower_attention(const Request& request) {
  const bool is_fused = fuses_vector_work(request.chip) && request.mapper.rules != Rules::xla;
  return is_fused ? lower_fused(request) : lower_through_memory(request);
}

}  // namespace systole::mapping
