// Words that several floors share: dataflows, operands, element types.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/units.hpp"

namespace systole {

/// Which operand of a GEMM stays in the processing elements while the others stream past.
enum class Dataflow { weight_stationary, output_stationary, input_stationary };

/// `weight_stationary` and so on.
std::string_view name_of(Dataflow dataflow);
/// Reads the long names and the short ones `ws`, `os`, `is`; nothing when it is neither.
std::optional<Dataflow> dataflow_from(std::string_view text);

/// The three matrices of a GEMM: input (M x K), weight (K x N), output (M x N).
enum class Operand { input, weight, output };
constexpr std::array<Operand, 3> kOperands{Operand::input, Operand::weight, Operand::output};
std::string_view name_of(Operand operand);

/// Element types of tensors. Sub-byte types are counted in bits and rounded up per row.
enum class DType { fp32, tf32, fp16, bf16, fp8, fp4, int64, int32, int16, int8, int4 };
std::string_view name_of(DType dtype);
std::optional<DType> dtype_from(std::string_view text);
/// Storage of one element in bits (tf32 is stored as 32).
int bits_of(DType dtype);
/// Storage of `elements` densely packed elements, rounded up to whole bytes; throws UserError on
/// overflow.
Bytes bytes_of(DType dtype, std::int64_t elements);

}  // namespace systole
