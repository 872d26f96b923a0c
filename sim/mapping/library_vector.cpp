#include "mapping/library_vector.hpp"

#include <algorithm>

#include "mapping/library_rocm.hpp"

namespace systole::mapping {

namespace {

using workload::Vector;
using workload::VectorKind;

/// Threads of an SM (CUDA C++ programming guide, table of technical specifications: compute
/// capability 7.0 to 9.0 except 8.6 and 8.9) and of a compute unit (CDNA 2 ISA: eight waves of 64
/// on each of four SIMDs).
constexpr std::int64_t kThreadsOfCore = 2048;

/// Instructions of a mathematical library for one 32-bit value beyond those of the special unit:
/// scaling to a power of two and back, and Newton steps that make a quotient exact. As CUDA's
/// compiler emits them without fast math.
struct Library {
  std::int64_t simple, special;
};
constexpr Library kExp{7, 1};
constexpr Library kDivide{9, 2};
constexpr Library kReciprocal{5, 1};
constexpr Library kTanh{15, 2};  ///< both of its ranges: neighbouring threads take both

// PyTorch, aten/src/ATen/native/cuda, v2.0: softmax of rows up to 1024 elements is done by a warp
// that holds its row in registers (PersistentSoftmax.cuh), that of longer rows by a block that
// reads its row three times (SoftMax.cu, cunn_SoftMaxForward): for the maximum, the sum and the
// result. Each thread takes 16 bytes of a row at once.
constexpr std::int64_t kLongestOfWarp = 1024;
constexpr std::int64_t kWarp = 32;
constexpr std::int64_t kLargestBlock = 1024;
constexpr std::int64_t kBitsOfThread = 128;

VectorKernel softmax_of_warp() {
  // convert, maximum | subtract, exp, add | divide, convert
  return {{5 + kExp.simple + kDivide.simple, kExp.special + kDivide.special, 0, 2 * kWarp}};
}

VectorKernel softmax_of_block(std::int64_t cols, std::int64_t bits) {
  // convert, maximum | convert, subtract, exp, add | convert, subtract, exp, divide, convert
  constexpr std::int64_t kSimple = 8 + 2 * kExp.simple + kDivide.simple;
  constexpr std::int64_t kSpecial = 2 * kExp.special + kDivide.special;
  const std::int64_t threads = std::clamp(cols * bits / kBitsOfThread, kWarp, kLargestBlock);
  return {{kSimple, kSpecial, 0, 2 * threads, 3}, 32, kThreadsOfCore / threads};
}

/// layer_norm_kernel.cu, vectorized_layer_norm_kernel: 128 threads a row, which is read twice. A
/// running mean and sum of squares takes a reciprocal for each element (cuWelfordOnlineSum); those
/// of two threads are joined by a dozen operations on three values.
VectorKernel layer_norm() {
  constexpr std::int64_t kThreads = 128;
  constexpr std::int64_t kJoin = 12;
  // convert, subtract, count, reciprocal, add, subtract, add | convert, subtract, scale, convert
  constexpr std::int64_t kSimple = 10 + kReciprocal.simple;
  return {{kSimple, kReciprocal.special, 2, kJoin * kThreads, 2}, 32, kThreadsOfCore / kThreads};
}

/// ActivationGeluKernel.cu, the form with tanh: convert, square, cube, add, scale, tanh, add one,
/// halve, multiply, convert.
VectorKernel gelu() { return {{9 + kTanh.simple, kTanh.special}}; }

/// Chips with 8-bit floats work on integers, compare and convert in half of their lanes (CUDA C++
/// programming guide, throughput of native arithmetic instructions: 64 and 128 for 8.9 and 9.0).
constexpr std::int64_t kInteger = 2;

/// vLLM, csrc/quantization/fp8/common.cu: a row is a block of 1024 threads that first reads the
/// scale. Assumed, with measured rows in view: each keeps more than 32 registers for what it reads
/// ahead, so that no second block shares the core.
VectorKernel quantize() {
  constexpr std::int64_t kThreads = 1024;
  // Scaled; widened, held between two bounds, and converted by a routine (c10/util/Float8_e4m3fn.h:
  // sign, two comparisons and what either of their ways computes, choice, sign), packed.
  constexpr std::int64_t kElement = 1 + kInteger * (1 + 2 + 15 + 1);
  // Thread's place and row, 64 bits wide; bounds of the loop over fours and of that over the rest,
  // each compared; a reciprocal of the scale.
  constexpr std::int64_t kThread = kReciprocal.simple + kInteger * 22;
  VectorCost cost = cost_of(VectorKind::quantize);
  cost.simple = kElement;
  cost.special_per_row = kThreads * kReciprocal.special;
  cost.simple_per_row = kThreads * kThread;
  return {cost, 32, 0, RowOrder::in_turn};
}

bool is_of_pytorch(Rules rules) {
  return rules == Rules::cublas || rules == Rules::flash_attention ||
         rules == Rules::flash_attention_2 || rules == Rules::flash_attention_3;
}

}  // namespace

/// First instructions, then parameters, then the loop's instructions, as of a product.
std::int64_t vector_lookups(Rules rules) { return is_of_pytorch(rules) ? 3 : 0; }

std::optional<VectorKernel> library_vector_kernel(Rules rules, const Vector& work,
                                                  std::int64_t bits, const config::Chip& chip) {
  if (!is_of_pytorch(rules)) return std::nullopt;
  if (uses_rocm(chip)) {
    if (auto kernel = rocm_kernel(work, bits, chip)) return kernel;
  }
  if (work.kind == VectorKind::softmax && work.cols <= kLongestOfWarp) return softmax_of_warp();
  if (work.kind == VectorKind::softmax) return softmax_of_block(work.cols, bits);
  if (work.kind == VectorKind::layer_norm) return layer_norm();
  if (work.kind == VectorKind::gelu) return gelu();
  if (work.kind == VectorKind::quantize) return quantize();
  return std::nullopt;
}

}  // namespace systole::mapping
