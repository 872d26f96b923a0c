// The elements of a TensorProto, in whichever of its fields they stand.
#pragma once

#include "frontend/onnx/model.hpp"

namespace systole::frontend::onnx {

struct TensorBytes {
  std::string raw;  ///< little endian
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
};

/// Nothing when the tensor is large, lies outside the file, or has other elements than its shape.
std::optional<Constant> constant_from(const Tensor& tensor, const TensorBytes& data);

}  // namespace systole::frontend::onnx
