// The element types of ONNX (TensorProto.DataType).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/terms.hpp"

namespace systole::frontend::onnx {

enum ElementType : std::int64_t {
  undefined = 0,
  float32 = 1,
  uint8 = 2,
  int8 = 3,
  uint16 = 4,
  int16 = 5,
  int32 = 6,
  int64 = 7,
  string = 8,
  boolean = 9,
  float16 = 10,
  float64 = 11,
  uint32 = 12,
  uint64 = 13,
  complex64 = 14,
  complex128 = 15,
  bfloat16 = 16,
  float8_first = 17,  ///< e4m3fn, e4m3fnuz, e5m2, e5m2fnuz
  float8_last = 20,
  uint4 = 21,
  int4 = 22,
  float4 = 23,
  float8_e8m0 = 24,
  uint2 = 25,
  int2 = 26
};

bool is_float(std::int64_t element);
/// Integers of at most eight bits: what quantised weights are.
bool is_quantized(std::int64_t element);
/// The nearest type that chips know: double runs as fp32, truth values as int8.
DType dtype_of(std::int64_t element);

}  // namespace systole::frontend::onnx
