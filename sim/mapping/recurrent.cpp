// Recurrent cells: the input products of all steps at once, then step by step the products of the
// hidden state with the gates' work on their results.
#include "base/checked.hpp"
#include "mapping/products.hpp"
#include "mapping/vector_cost.hpp"

namespace systole::mapping {

namespace {

Product product_like(const Request& request, const workload::Gemm& gemm) {
  workload::Operator op = request.op;
  op.work = gemm;
  return product_of(op, request.chip);
}

/// Elements of all gates become one element of the hidden state; what the input products gave is
/// loaded beside them.
Epilogue gates_epilogue(const workload::Recurrent& cell) {
  const VectorCost gates = gates_of(cell.kind);
  Epilogue epilogue;
  epilogue.simple = gates.simple;
  epilogue.special = gates.special;
  epilogue.shared_by = cell.gates();
  epilogue.narrowing = cell.gates();
  epilogue.operands = 1;
  return epilogue;
}

}  // namespace

Lowered lower_recurrent(const Request& request) {
  const auto& cell = std::get<workload::Recurrent>(request.op.work);
  const std::string kind(workload::kind_of(request.op));
  const std::int64_t columns = checked_mul(cell.gates(), cell.hidden_size, "gates");
  const workload::Gemm inputs{cell.directions, checked_mul(cell.batch, cell.steps, "input rows"),
                              columns, cell.input_size};
  const workload::Gemm hidden{cell.directions, cell.batch, columns, cell.hidden_size};

  Lowered lowered = lower_product(
      {request.op.name, kind, product_like(request, inputs), {}, Role::input_products}, request);
  ProductTask step{request.op.name, kind, product_like(request, hidden), gates_epilogue(cell),
                   Role::hidden_products};
  // Weights of the hidden state lie behind those of the input.
  step.product.offset[1] = static_cast<Address>(
      bytes_of(request.op.weight_dtype,
               checked_product({cell.directions, columns, cell.input_size}, "recurrent weights")));
  const Lowered one_step = lower_product(step, request);
  const std::size_t first = lowered.kernels.size();
  lowered.add(one_step);
  for (std::int64_t i = 1; i < cell.steps; ++i) {
    for (const std::size_t launch : one_step.launches) lowered.launches.push_back(first + launch);
  }
  return lowered;
}

}  // namespace systole::mapping
