#include "frontend/ascend/profile.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/kineto/decimal.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::ascend {

namespace {

constexpr std::size_t kMostDims = 16;
constexpr int kPicoseconds = 6;  // digits of microseconds
constexpr int kNanoseconds = 3;

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  return starts_with(text, prefix) ? text.substr(prefix.size()) : text;
}

std::int64_t time_from(std::string_view text, int digits) {
  const auto time = kineto::scaled_decimal(trim(text), digits);
  if (!time)
    throw UserError(fmt::format("'{}' is no time: expected microseconds", text.substr(0, 40)));
  return *time;
}

}  // namespace

std::int64_t Tensor::elements() const {
  std::int64_t count = 1;
  for (const std::int64_t size : dims) count = checked_mul(count, size, "elements of a tensor");
  return count;
}

Dims dims_from(std::string_view text) {
  Dims dims;
  if (trim(text).empty()) return dims;
  for (const std::string_view field : split(text, ',')) {
    const auto size = parse_int64(trim(field));
    const bool is_size = size && *size >= 0 && *size <= workload::kMaxDimension;
    if (!is_size || dims.size() >= kMostDims) {
      throw UserError(
          fmt::format("'{}' is no shape: expected at most {} sizes with commas between, as 16,1024",
                      text.substr(0, 60), kMostDims));
    }
    dims.push_back(*size);
  }
  return dims;
}

std::optional<DType> dtype_named(std::string_view text) {
  static const std::unordered_map<std::string, DType> types{
      {"float", DType::fp32},   {"float32", DType::fp32}, {"fp32", DType::fp32},
      {"float16", DType::fp16}, {"fp16", DType::fp16},    {"bfloat16", DType::bf16},
      {"bf16", DType::bf16},    {"double", DType::int64}, {"float64", DType::int64},
      {"int64", DType::int64},  {"uint64", DType::int64}, {"int32", DType::int32},
      {"uint32", DType::int32}, {"int16", DType::int16},  {"uint16", DType::int16},
      {"int8", DType::int8},    {"uint8", DType::int8},   {"bool", DType::int8},
      {"int4", DType::int4},    {"hifloat8", DType::fp8}, {"float8_e4m3fn", DType::fp8}};
  text = without_prefix(without_prefix(trim(text), "NUMBER_TYPE_"), "DT_");
  const auto found = types.find(lower(text));
  if (found == types.end()) return std::nullopt;
  return found->second;
}

std::int64_t picoseconds_from(std::string_view text) {
  const std::int64_t time = time_from(text, kPicoseconds);
  if (time < 0) throw UserError(fmt::format("a duration of {} us: expected at least 0", text));
  return time;
}

std::int64_t nanoseconds_from(std::string_view text) { return time_from(text, kNanoseconds); }

}  // namespace systole::frontend::ascend
