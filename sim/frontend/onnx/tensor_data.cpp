#include "frontend/onnx/tensor_data.hpp"

#include <cmath>
#include <cstring>

#include "frontend/onnx/element_type.hpp"

namespace systole::frontend::onnx {

namespace {

template <typename Element, typename Number>
std::vector<Number> unpacked(const std::string& raw) {
  std::vector<Number> list(raw.size() / sizeof(Element));
  for (std::size_t i = 0; i < list.size(); ++i) {
    Element element{};
    std::memcpy(&element, raw.data() + i * sizeof element, sizeof element);
    list[i] = static_cast<Number>(+element);  // a byte is a number here, no character
  }
  return list;
}

/// An IEEE half from its bits.
double half_from(std::int64_t bits) {
  const auto exponent = static_cast<int>((bits >> 10) & 0x1F);
  const auto fraction = static_cast<double>(bits & 0x3FF);
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == 0x1F) return sign * (fraction == 0 ? HUGE_VAL : std::nan(""));
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(fraction + 1024, exponent - 25);
}

double bfloat_from(std::int64_t bits) {
  const auto word = static_cast<std::uint32_t>(bits) << 16;
  float value = 0;
  std::memcpy(&value, &word, sizeof value);
  return static_cast<double>(value);
}

std::vector<double> reals_from_bits(const std::vector<std::int64_t>& bits, std::int64_t element) {
  std::vector<double> list;
  for (const std::int64_t word : bits)
    list.push_back(element == float16 ? half_from(word) : bfloat_from(word));
  return list;
}

/// fp8 and fp4 are never shapes or scales that patterns look at.
std::optional<std::vector<double>> raw_reals(const std::string& raw, std::int64_t element) {
  switch (element) {
    case float32:
      return unpacked<float, double>(raw);
    case float64:
      return unpacked<double, double>(raw);
    case float16:
    case bfloat16:
      return reals_from_bits(unpacked<std::uint16_t, std::int64_t>(raw), element);
    default:
      return std::nullopt;
  }
}

std::optional<std::vector<std::int64_t>> raw_integers(const std::string& raw,
                                                      std::int64_t element) {
  switch (element) {
    case uint8:
    case boolean:
      return unpacked<std::uint8_t, std::int64_t>(raw);
    case int8:
      return unpacked<std::int8_t, std::int64_t>(raw);
    case uint16:
      return unpacked<std::uint16_t, std::int64_t>(raw);
    case int16:
      return unpacked<std::int16_t, std::int64_t>(raw);
    case int32:
      return unpacked<std::int32_t, std::int64_t>(raw);
    case uint32:
      return unpacked<std::uint32_t, std::int64_t>(raw);
    case int64:
    case uint64:
      return unpacked<std::int64_t, std::int64_t>(raw);
    default:
      return std::nullopt;
  }
}

template <typename List>
std::optional<Constant> sized(const std::optional<List>& list, std::size_t elements) {
  if (!list || list->size() != elements) return std::nullopt;
  return Constant(*list);
}

/// Elements of the shape; more than kMostConstants for all that are too many or impossible.
std::size_t small_count(const Dims& dims) {
  std::size_t count = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 0 || dim > static_cast<std::int64_t>(kMostConstants)) return kMostConstants + 1;
    count *= static_cast<std::size_t>(dim);
    if (count > kMostConstants) return count;
  }
  return count;
}

}  // namespace

std::optional<Constant> constant_from(const Tensor& tensor, const TensorBytes& data) {
  const std::size_t count = small_count(tensor.dims);
  if (count > kMostConstants) return std::nullopt;
  if (is_float(tensor.element)) {
    if (!data.raw.empty()) return sized(raw_reals(data.raw, tensor.element), count);
    if (!data.integers.empty())
      return sized(std::optional(reals_from_bits(data.integers, tensor.element)), count);
    return sized(std::optional(data.reals), count);
  }
  if (!data.raw.empty()) return sized(raw_integers(data.raw, tensor.element), count);
  return sized(std::optional(data.integers), count);
}

}  // namespace systole::frontend::onnx
