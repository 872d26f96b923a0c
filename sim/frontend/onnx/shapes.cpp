#include "frontend/onnx/shapes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::frontend::onnx {

Dims broadcast_dims(const Dims& a, const Dims& b) {
  const Dims& longer = a.size() >= b.size() ? a : b;
  const Dims& shorter = a.size() >= b.size() ? b : a;
  Dims result = longer;
  const std::size_t shift = longer.size() - shorter.size();
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    std::int64_t& dim = result[i + shift];
    if (dim != shorter[i] && dim != 1 && shorter[i] != 1)
      throw UserError(fmt::format("shapes {} and {} do not broadcast", to_string(a), to_string(b)));
    if (dim == 1) dim = shorter[i];
  }
  return result;
}

std::int64_t span_of(const Dims& dims, std::size_t first, std::size_t last) {
  return elements_of(Dims(dims.begin() + static_cast<std::ptrdiff_t>(first),
                          dims.begin() + static_cast<std::ptrdiff_t>(last)));
}

}  // namespace systole::frontend::onnx
