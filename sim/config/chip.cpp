#include "config/chip.hpp"

#include <array>

namespace systole::config {

std::string_view name_of(DramModel model) {
  switch (model) {
    case DramModel::ideal:
      return "ideal";
    case DramModel::banked:
      return "banked";
    case DramModel::latency_bandwidth:
      break;
  }
  return "latency_bandwidth";
}

std::string_view name_of(Accounting accounting) {
  return accounting == Accounting::scalesim ? "scalesim" : "whole_operator";
}

std::string_view name_of(KernelLibrary library) {
  constexpr std::array<std::string_view, 4> kNames{"none", "cublas", "cann", "xla"};
  return kNames[static_cast<std::size_t>(library)];
}

std::string_view name_of(BankLayout layout) {
  constexpr std::array<std::string_view, 3> kNames{"row_major", "col_major", "blocked"};
  return kNames[static_cast<std::size_t>(layout)];
}

std::string_view name_of(MatrixUnitKind kind) {
  return kind == MatrixUnitKind::systolic ? "systolic" : "dot_product";
}

double DTypeRates::of(DType dtype) const {
  switch (dtype) {
    case DType::tf32:
      return tf32;
    case DType::fp16:
      return fp16;
    case DType::bf16:
      return bf16;
    case DType::fp8:
      return fp8;
    case DType::fp4:
      return fp4;
    case DType::int8:
      return int8;
    case DType::int4:
      return int4;
    case DType::fp32:
    case DType::int64:
    case DType::int32:
    case DType::int16:
      break;
  }
  return fp32;
}

std::string_view name_of(Topology topology) {
  constexpr std::array<std::string_view, 4> kNames{"none", "crossbar", "ring", "mesh"};
  return kNames[static_cast<std::size_t>(topology)];
}

}  // namespace systole::config
