// A model whose every value has a shape, node by node, in an order in which it can run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "frontend/onnx/model.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::onnx {

using ValueId = std::size_t;
using StepId = std::size_t;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Where a value that never changes comes from; `computed`: the work of a running model.
enum class Origin { computed, weight, constant, filled, derived };

struct Value {
  std::string name;
  std::int64_t element = 0;  ///< TensorProto.DataType
  Dims dims;
  bool has_shape = true;  ///< false behind a mistake that was reported
  Origin origin = Origin::computed;
  std::optional<Constant> constant;
  std::optional<Triangle> triangle;
  StepId producer = kNone;
  std::vector<StepId> users;  ///< once per use
  bool leaves = false;        ///< an output of the model
  bool is_fixed() const { return origin != Origin::computed; }
};

/// One node. Without work it is free: a view, a constant, shape arithmetic.
struct Step {
  Node node;
  std::vector<ValueId> inputs;  ///< kNone where an optional one is left out
  std::vector<ValueId> outputs;
  std::optional<workload::Work> work;
  ValueId input = kNone;   ///< the operand that work reads
  ValueId weight = kNone;  ///< the other one, of products
  std::vector<workload::VectorKind> epilogue;
  /// A product before the work: the projection inside com.microsoft's Attention.
  std::optional<workload::Gemm> projection;
  StepId head = kNone;      ///< the step of the operator that this one is part of; kNone: itself
  std::string source_kind;  ///< where it is not the node's own
  std::optional<DType> weight_dtype;  ///< where the weight is packed
  bool keeps_integers = false;        ///< its users read the quantised integers themselves
};

struct Network {
  std::vector<Value> values;
  std::vector<Step> steps;
  std::vector<std::string> notes;
};

/// Elements of a shape; throws UserError on overflow.
std::int64_t elements_of(const Dims& dims);
std::string to_string(const Dims& dims);

}  // namespace systole::frontend::onnx
