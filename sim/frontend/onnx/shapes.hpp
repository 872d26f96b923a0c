// Arithmetic on shapes.
#pragma once

#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

/// numpy's broadcasting; throws UserError where the shapes do not agree.
Dims broadcast_dims(const Dims& a, const Dims& b);
/// The product of dims[first, last).
std::int64_t span_of(const Dims& dims, std::size_t first, std::size_t last);

}  // namespace systole::frontend::onnx
