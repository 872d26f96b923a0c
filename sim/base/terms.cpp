#include "base/terms.hpp"

#include "base/checked.hpp"

namespace systole {

namespace {

struct DataflowName {
  Dataflow value;
  std::string_view name;
  std::string_view abbreviation;
};

constexpr std::array<DataflowName, 3> kDataflows{{
    {Dataflow::weight_stationary, "weight_stationary", "ws"},
    {Dataflow::output_stationary, "output_stationary", "os"},
    {Dataflow::input_stationary, "input_stationary", "is"},
}};

struct DTypeFacts {
  DType value;
  std::string_view name;
  int bits;
};

constexpr std::array<DTypeFacts, 11> kDTypes{{
    {DType::fp32, "fp32", 32},
    {DType::tf32, "tf32", 32},
    {DType::fp16, "fp16", 16},
    {DType::bf16, "bf16", 16},
    {DType::fp8, "fp8", 8},
    {DType::fp4, "fp4", 4},
    {DType::int64, "int64", 64},
    {DType::int32, "int32", 32},
    {DType::int16, "int16", 16},
    {DType::int8, "int8", 8},
    {DType::int4, "int4", 4},
}};

constexpr std::array<std::string_view, 3> kOperandNames{"input", "weight", "output"};

}  // namespace

std::string_view name_of(Dataflow dataflow) { return kDataflows[static_cast<int>(dataflow)].name; }

std::optional<Dataflow> dataflow_from(std::string_view text) {
  for (const DataflowName& entry : kDataflows) {
    if (text == entry.name || text == entry.abbreviation) return entry.value;
  }
  return std::nullopt;
}

std::string_view name_of(Operand operand) { return kOperandNames[static_cast<int>(operand)]; }

std::string_view name_of(DType dtype) { return kDTypes[static_cast<int>(dtype)].name; }

std::optional<DType> dtype_from(std::string_view text) {
  for (const DTypeFacts& entry : kDTypes) {
    if (text == entry.name) return entry.value;
  }
  return std::nullopt;
}

int bits_of(DType dtype) { return kDTypes[static_cast<int>(dtype)].bits; }

Bytes bytes_of(DType dtype, std::int64_t elements) {
  return ceil_div(checked_mul(elements, bits_of(dtype), "bytes of a tensor"), 8);
}

}  // namespace systole
