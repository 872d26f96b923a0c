// Structs that have one number for each element type, by the type.
#pragma once

#include "base/terms.hpp"

namespace systole::cost {

/// Wider integers count as fp32.
template <class Numbers>
double number_of(const Numbers& numbers, DType dtype) {
  switch (dtype) {
    case DType::tf32:
      return numbers.tf32;
    case DType::fp16:
      return numbers.fp16;
    case DType::bf16:
      return numbers.bf16;
    case DType::fp8:
      return numbers.fp8;
    case DType::fp4:
      return numbers.fp4;
    case DType::int8:
      return numbers.int8;
    case DType::int4:
      return numbers.int4;
    case DType::fp32:
    case DType::int64:
    case DType::int32:
    case DType::int16:
      return numbers.fp32;
  }
  return numbers.fp32;
}

}  // namespace systole::cost
