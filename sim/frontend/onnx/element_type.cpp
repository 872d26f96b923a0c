#include "frontend/onnx/element_type.hpp"

namespace systole::frontend::onnx {

bool is_float(std::int64_t element) {
  switch (element) {
    case float32:
    case float16:
    case float64:
    case bfloat16:
    case float4:
    case float8_e8m0:
      return true;
    default:
      return element >= float8_first && element <= float8_last;
  }
}

bool is_quantized(std::int64_t element) {
  return element == uint8 || element == int8 || element == uint4 || element == int4 ||
         element == uint2 || element == int2;
}

DType dtype_of(std::int64_t element) {
  switch (element) {
    case uint8:
    case int8:
    case boolean:
    case string:
      return DType::int8;
    case uint16:
    case int16:
      return DType::int16;
    case int32:
    case uint32:
      return DType::int32;
    case int64:
    case uint64:
    case complex64:
      return DType::int64;
    case float16:
      return DType::fp16;
    case bfloat16:
      return DType::bf16;
    case float8_e8m0:
      return DType::fp8;
    case uint4:
    case int4:
    case uint2:
    case int2:
      return DType::int4;
    case float4:
      return DType::fp4;
    default:
      return element >= float8_first && element <= float8_last ? DType::fp8 : DType::fp32;
  }
}

}  // namespace systole::frontend::onnx
