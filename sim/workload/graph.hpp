// What to compute: operators with shapes and element types. Every front end makes a Graph and knows
// no chip.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/terms.hpp"
#include "base/units.hpp"

namespace systole::workload {

/// `count` independent products of an m x k input and a k x n weight.
struct Gemm {
  std::int64_t count = 1;
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  friend bool operator==(const Gemm&, const Gemm&);
};

/// Convolution over NHWC images. `groups == channels > 1` is a depthwise convolution.
struct Conv2d {
  std::int64_t batch = 1;
  std::int64_t height = 0;  ///< of the input image, padding not included
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::int64_t filters = 0;
  std::int64_t filter_height = 1;
  std::int64_t filter_width = 1;
  std::int64_t stride_height = 1;
  std::int64_t stride_width = 1;
  std::int64_t pad_height = 0;  ///< on each of the two sides
  std::int64_t pad_width = 0;
  std::int64_t groups = 1;
  /// SCALE-Sim rounds the output size up where a window hangs over the edge.
  bool ceil_output = false;
  std::int64_t output_height() const;
  std::int64_t output_width() const;
  friend bool operator==(const Conv2d&, const Conv2d&);
};

/// An operator that a matrix unit does not run: softmax, normalization, element-wise, pooling,
/// gather. `what` names it; until a vector unit is described it costs the movement of its elements.
struct MemoryPass {
  std::string what;  ///< "softmax", "layer_norm", "elementwise", ...
  std::int64_t elements_read = 0;
  std::int64_t elements_written = 0;
  friend bool operator==(const MemoryPass&, const MemoryPass&);
};

using Work = std::variant<Gemm, Conv2d, MemoryPass>;

/// `kept` of every `of` weights along K are non-zero.
struct Sparsity {
  std::int64_t kept = 1;
  std::int64_t of = 1;
  friend bool operator==(const Sparsity&, const Sparsity&);
};

/// No dimension of an operator may be larger: beyond it lie typing mistakes.
constexpr std::int64_t kMaxDimension = 1'000'000'000'000;

struct Operator {
  std::string name;
  Work work;
  DType input_dtype = DType::fp16;
  DType weight_dtype = DType::fp16;
  DType output_dtype = DType::fp16;
  std::vector<std::size_t> depends_on;  ///< indices into Graph::operators, all smaller than its own
  std::optional<Sparsity> sparsity;     ///< weight sparsity N:M, layer-wise
  std::optional<double> measured_seconds;
  Place place;  ///< where it stands in its file
};

/// "gemm", "conv2d", "depthwise_conv2d" or the name of the pass.
std::string_view kind_of(const Operator& op);
/// The products the operator becomes: convolutions by implicit im2col (M = output pixels of all
/// images, N = filters per group, K = window x channels per group, count = groups); layer-wise
/// sparsity shortens K. A MemoryPass gives count 0. Expects an operator that validate() accepts, as
/// the next two do.
Gemm gemm_of(const Operator& op);
/// Multiply-accumulates of the operator after sparsity; throws UserError on overflow.
Macs macs_of(const Operator& op);
/// Elements of a conv's or GEMM's operand as it lies in memory (an image is not its im2col
/// expansion; sparse weights are stored compressed). A MemoryPass reads its input, writes its
/// output and has no weights.
std::int64_t elements_of(const Operator& op, Operand operand);

struct Graph {
  std::string name;
  std::vector<Operator> operators;
  std::vector<std::string> notes;  ///< what the reader skipped or assumed
};

/// Multiply-accumulates of the whole graph; throws UserError on overflow.
Macs macs_of(const Graph& graph);

/// Checks every operator (dimensions >= 1, filter not larger than the padded input, groups divide
/// channels and filters, sizes that fit 64 bits) and reports all mistakes with their places.
void validate(const Graph& graph, Diagnostics& diagnostics);
/// The same for one operator, apart from what it depends on.
void validate(const Operator& op, Diagnostics& diagnostics);

}  // namespace systole::workload
