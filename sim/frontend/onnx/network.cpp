#include "frontend/onnx/network.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/checked.hpp"

namespace systole::frontend::onnx {

std::int64_t elements_of(const Dims& dims) {
  std::int64_t product = 1;
  for (const std::int64_t dim : dims) product = checked_mul(product, dim, "elements of a tensor");
  return product;
}

std::string to_string(const Dims& dims) { return fmt::format("[{}]", fmt::join(dims, ", ")); }

}  // namespace systole::frontend::onnx
