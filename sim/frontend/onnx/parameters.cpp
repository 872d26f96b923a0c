#include <set>

#include "base/checked.hpp"
#include "frontend/onnx/element_type.hpp"
#include "frontend/onnx/lower.hpp"
#include "frontend/onnx/operators.hpp"

namespace systole::frontend::onnx {

namespace {

/// Whether an operator's input is a trained parameter there.
bool is_parameter(const Value& value, const OperatorRule* rule, std::size_t position) {
  const bool is_weight = rule != nullptr && contains(rule->weights, position);
  if (!value.has_shape || elements_of(value.dims) <= 1) return false;  // epsilons and scales
  if (rule != nullptr && contains(rule->untrained, position)) return false;
  switch (value.origin) {
    case Origin::weight:
    case Origin::constant:
      return is_weight || is_float(value.element);
    case Origin::filled:
      return is_weight;
    default:
      return false;
  }
}

/// Several weights share an element of the file: the product tells how many there are.
std::int64_t packed_in(const Step& step) {
  const auto* gemm = step.work ? std::get_if<workload::Gemm>(&*step.work) : nullptr;
  return gemm == nullptr ? 0 : checked_mul(gemm->n, gemm->k, "parameters");
}

}  // namespace

std::int64_t parameters_of(const Network& network) {
  std::set<ValueId> counted;
  std::int64_t sum = 0;
  for (const Step& step : network.steps) {
    if (step.node.op_type == "Identity") continue;  // its users count under the new name
    const OperatorRule* rule = rule_of(step.node.op_type);
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
      if (step.inputs[i] == kNone) continue;
      const Value& value = network.values[step.inputs[i]];
      if (!is_parameter(value, rule, i)) continue;
      // One tensor filled with one number may stand for all weights of its shape.
      if (!counted.insert(step.inputs[i]).second && value.origin != Origin::filled) continue;
      const std::int64_t count = step.weight_dtype ? packed_in(step) : elements_of(value.dims);
      sum = checked_add(sum, count, "parameters");
    }
  }
  return sum;
}

}  // namespace systole::frontend::onnx
