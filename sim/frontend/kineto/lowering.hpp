// What an operator of PyTorch computes, from the shapes of its inputs.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "frontend/kineto/kernel_name.hpp"
#include "frontend/kineto/signature.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::kineto {

/// What the kernels of a call add to its shapes.
struct Hints {
  KernelFamily family = KernelFamily::other;
  bool tf32 = false;
  std::optional<DType> dtype;  ///< where the call names no element type
  bool in_optimizer = false;
};

/// The work of one call. Most are one operator; a backward pass may be several.
using Parts = std::vector<workload::Operator>;

/// Whether a table knows the operator.
bool is_known(std::string_view name);
/// Whether the values of an operator's inputs matter beside their shapes (stride, causal, dim).
bool needs_values(std::string_view name);

/// The work of a call of a known operator; empty where the shapes do not tell. Throws UserError
/// where they overflow.
Parts lower_known(const Call& call, const Hints& hints);

/// The work of any other call that has tensors, by the family of its kernel or else as movement of
/// its elements; empty without tensors.
Parts lower_any(const Call& call, const Hints& hints);

/// The element type that PyTorch calls by this name.
std::optional<DType> dtype_named(std::string_view type);

}  // namespace systole::frontend::kineto
