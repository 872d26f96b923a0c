// What a kernel of an Ascend chip computes, from its type and the shapes of its tensors.
#pragma once

#include <optional>

#include "frontend/ascend/layout.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::ascend {

/// Matrix products, grouped ones too; nothing where the shapes do not fit together.
std::optional<workload::Operator> product_of(const Record& record, const Layouts& layouts);
/// Convolutions and their gradients.
std::optional<workload::Operator> convolution_of(const Record& record);
/// Fused attention; masks are not in the file, so that every pair counts.
std::optional<workload::Operator> attention_of(const Record& record);

/// How the elements of a kernel on vectors are counted.
enum class Counting {
  all,       ///< every input is read, every output is written
  reduced,   ///< rows of elements become one
  by_row,    ///< softmax, norms: along the last axis
  picked,    ///< of the first input only what is written is read
  looked_up  ///< so, and the indices
};

struct VectorRule {
  workload::VectorKind kind = workload::VectorKind::unknown;
  Counting counting = Counting::all;
};
/// Of a type in any of its versions ("SoftmaxV2", "ReduceSumD"); nothing when nobody knows it.
std::optional<VectorRule> vector_rule(std::string_view type);
workload::Operator vector_of(const Record& record, const VectorRule& rule);

/// The operator of any kernel: of an unknown one the movement of its elements, and opaque where it
/// has no tensors either. Throws UserError where its shapes overflow.
workload::Operator operator_of(const Record& record, const Layouts& layouts);

/// An operator with the types of the tensors at hand.
workload::Operator typed(workload::Work work, const Tensor& input, const Tensor& weight,
                         const Record& record);

}  // namespace systole::frontend::ascend
