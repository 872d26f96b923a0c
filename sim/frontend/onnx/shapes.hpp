// Arithmetic on shapes.
#pragma once

#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

/// numpy's broadcasting; throws UserError where the shapes do not agree.
Dims broadcast_dims(const Dims& a, const Dims& b);
/// The product of dims[first, last).
std::int64_t span_of(const Dims& dims, std::size_t first, std::size_t last);

/// A slice along one axis: `count` elements from `start` on.
struct Cut {
  std::int64_t start = 0;
  std::int64_t stride = 1;
  std::int64_t count = 0;
};

/// As Python cuts lists; throws UserError for a stride of 0.
Cut cut_of(std::int64_t size, std::int64_t start, std::int64_t end, std::int64_t stride);

}  // namespace systole::frontend::onnx
