// What to compute: operators with shapes and element types. Every front end makes a Graph and knows
// no chip.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/terms.hpp"
#include "base/units.hpp"
#include "workload/work.hpp"

namespace systole::workload {

/// `kept` of every `of` weights along K are non-zero.
struct Sparsity {
  std::int64_t kept = 1;
  std::int64_t of = 1;
  friend bool operator==(const Sparsity& a, const Sparsity& b) {
    return a.kept == b.kept && a.of == b.of;
  }
};

/// Whether the weight operand of a product is a parameter of the model or another operator's
/// output.
enum class WeightRole { parameter, activation };

/// No dimension of an operator may be larger: beyond it lie typing mistakes.
constexpr std::int64_t kMaxDimension = 1'000'000'000'000;

struct Operator {
  std::string name;
  Work work;
  DType input_dtype = DType::fp16;
  DType weight_dtype = DType::fp16;
  DType output_dtype = DType::fp16;
  WeightRole weight_role = WeightRole::parameter;
  /// Element-wise work on the output before it leaves the chip, in order; it costs no memory
  /// traffic of its own (but `add` and `multiply` read a second tensor).
  std::vector<VectorKind> epilogue;
  std::vector<std::size_t> depends_on;  ///< indices into Graph::operators, all smaller than its own
  std::optional<Sparsity> sparsity;     ///< weight sparsity N:M, layer-wise
  std::optional<double> measured_seconds;
  /// What the file called it ("Softmax", "aten::addmm"); empty where it has no word of its own.
  std::string source_kind;
  Place place;  ///< where it stands in its file
};

/// "gemm", "grouped_gemm", "conv2d", "depthwise_conv2d", "transposed_conv2d", "attention", "lstm",
/// the name of the vector or collective work, or "opaque".
std::string_view kind_of(const Operator& op);
/// The products of a GEMM or a convolution, by implicit im2col (M = output pixels of all images, N
/// = filters per group, K = window x channels per group, count = groups; transposed: M = input
/// pixels, N = window x filters per group, K = channels per group). Layer-wise sparsity shortens K.
/// Any other work gives count 0. Expects an operator that validate() accepts, as the next ones do.
Gemm gemm_of(const Operator& op);
/// Multiply-accumulates of the operator's products after sparsity, of the pairs that a mask leaves;
/// throws UserError on overflow.
Macs macs_of(const Operator& op);
/// Elements of an operand as it lies in memory: an image is not its im2col expansion, sparse
/// weights are stored compressed, keys and values are the weight of an attention.
std::int64_t elements_of(const Operator& op, Operand operand);
/// Bytes of an operand as it lies in memory.
Bytes bytes_of(const Operator& op, Operand operand);
DType dtype_of(const Operator& op, Operand operand);
/// Whether a chip can be asked for its time: not so collectives (one chip alone cannot tell) and
/// opaque work.
bool is_simulated(const Operator& op);

struct Graph {
  std::string name;
  std::vector<Operator> operators;
  std::vector<std::string> notes;  ///< what the reader skipped or assumed
  /// Trained parameters of the model, biases and scales included, where the source tells them.
  std::optional<std::int64_t> parameters;
  /// Keys and values of all sequences at the end of the graph, where the source tells them.
  std::optional<Bytes> kv_cache_bytes;
};

/// Multiply-accumulates of the whole graph; throws UserError on overflow.
Macs macs_of(const Graph& graph);

/// Checks every operator (dimensions >= 1, filter not larger than the padded input, groups divide
/// channels and filters, sizes that fit 64 bits) and reports all mistakes with their places.
void validate(const Graph& graph, Diagnostics& diagnostics);
/// The same for one operator, apart from what it depends on.
void validate(const Operator& op, Diagnostics& diagnostics);

}  // namespace systole::workload
