#include "frontend/onnx/shapes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
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

Cut cut_of(std::int64_t size, std::int64_t start, std::int64_t end, std::int64_t stride) {
  if (stride == 0) throw UserError("a slice with a step of 0");
  const bool forward = stride > 0;
  const std::int64_t low = forward ? 0 : -1;
  const std::int64_t high = forward ? size : size - 1;
  const auto clamped = [&](std::int64_t at) {
    return std::clamp(at < 0 ? at + size : at, low, high);
  };
  const std::int64_t first = std::max<std::int64_t>(clamped(start), 0);
  // An end before the beginning stands for "through the first" when the step is negative.
  const std::int64_t last = clamped(end);
  const std::int64_t span = forward ? last - first : clamped(start) - last;
  const std::int64_t pace = forward ? stride : (stride == INT64_MIN ? INT64_MAX : -stride);
  return {first, stride, span <= 0 ? 0 : ceil_div(span, pace)};
}

}  // namespace systole::frontend::onnx
