// Arithmetic on tensors that are known before the model runs: what exporters compute shapes with.
#pragma once

#include <optional>
#include <string_view>

#include "frontend/onnx/model.hpp"

namespace systole::frontend::onnx {

/// A known tensor.
struct Known {
  const Constant& elements;
  const Dims& dims;
};

/// Nothing where the operator is not one of shape arithmetic, divides by zero or leaves 64 bits.
std::optional<Constant> fold_unary(std::string_view op_type, const Constant& a);
/// The same with broadcasting to `dims`.
std::optional<Constant> fold_binary(std::string_view op_type, const Known& a, const Known& b,
                                    const Dims& dims);
/// Where(condition, a, b).
std::optional<Constant> fold_where(const Known& condition, const Known& a, const Known& b,
                                   const Dims& dims);
/// `a` broadcast to `dims`; nothing when that is more than kMostConstants elements.
std::optional<Constant> broadcast_to(const Known& a, const Dims& dims);
/// The elements of a view: those at offset + i0 * strides[0] + i1 * strides[1] ... for all indices
/// below `dims`. Expects that they lie in `a`.
struct View {
  std::int64_t offset = 0;
  std::vector<std::int64_t> strides;  ///< by axis
};
Constant viewed(const Constant& a, const View& view, const Dims& dims);
/// The strides of a tensor as it lies.
std::vector<std::int64_t> strides_of(const Dims& dims);
/// The elements at `indices`, in that order.
Constant picked(const Constant& a, const std::vector<std::size_t>& indices);
/// Sum, product, least or largest of all elements ("ReduceProd").
std::optional<Constant> fold_reduce(std::string_view op_type, const Constant& a);
/// The elements as integers or as reals.
Constant as_integers(const Constant& a);
Constant as_reals(const Constant& a);
std::size_t size_of(const Constant& a);

}  // namespace systole::frontend::onnx
