// What the name of a kernel says where the operator above it says too little.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/terms.hpp"

namespace systole::frontend::kineto {

enum class KernelFamily {
  product,  ///< a GEMM
  convolution,
  attention,
  collective,
  elementwise,
  reduction,
  softmax,
  normalization,
  copy,    ///< also concatenation
  gather,  ///< by indices, also scatter
  sort,
  optimizer,
  other
};

KernelFamily family_of(std::string_view kernel);

/// Whether a product of fp32 operands runs on tensor cores, in tf32.
bool uses_tf32(std::string_view kernel);

/// The element type of the operands, where the name tells.
std::optional<DType> dtype_in(std::string_view kernel);

/// "flash_fwd_kernel" of "void ns::flash_fwd_kernel<...>(...)": short enough to list.
std::string short_name(std::string_view kernel);

}  // namespace systole::frontend::kineto
