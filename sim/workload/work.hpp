// The kinds of work that an operator can be, by shape. Nothing here knows a chip.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace systole::workload {

/// `count` independent products of an m x k input and a k x n weight.
struct Gemm {
  std::int64_t count = 1;
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
};

/// A mixture of experts: each group multiplies its own rows of the input, which may be none, by its
/// own k x n weight.
struct GroupedGemm {
  std::vector<std::int64_t> rows;  ///< by group
  std::int64_t n = 0;
  std::int64_t k = 0;
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
  std::int64_t dilation_height = 1;
  std::int64_t dilation_width = 1;
  std::int64_t pad_top = 0;
  std::int64_t pad_left = 0;
  std::int64_t pad_bottom = 0;
  std::int64_t pad_right = 0;
  std::int64_t groups = 1;
  /// SCALE-Sim rounds the output size up where a window hangs over the edge.
  bool ceil_output = false;
  /// Every input pixel spreads over a window of the output: strides make the output larger.
  bool transposed = false;
  std::int64_t output_pad_height = 0;  ///< transposed: rows added at the bottom of the output
  std::int64_t output_pad_width = 0;
  std::int64_t output_height() const;
  std::int64_t output_width() const;
};

/// softmax(Q K^T) V as one operator, without the projections around it. The queries are the last
/// `query_length` of `key_length` positions.
struct Attention {
  std::int64_t batch = 1;
  std::int64_t heads = 1;
  std::int64_t kv_heads = 1;  ///< fewer than heads: grouped or multi queries
  std::int64_t query_length = 0;
  std::int64_t key_length = 0;
  std::int64_t head_dim = 0;   ///< of queries and keys
  std::int64_t value_dim = 0;  ///< of values and the output
  bool causal = false;
  std::int64_t window = 0;  ///< positions that a query sees, itself included; 0: all
  /// Values are the first elements of keys (multi-head latent attention on the compressed cache).
  bool values_in_keys = false;
};

enum class RecurrentKind { rnn, gru, lstm };

/// One layer of a recurrent network over a sequence, both products of each step included.
struct Recurrent {
  RecurrentKind kind = RecurrentKind::lstm;
  std::int64_t batch = 1;
  std::int64_t steps = 1;
  std::int64_t input_size = 0;
  std::int64_t hidden_size = 0;
  std::int64_t directions = 1;
  /// Matrices that input and hidden state are multiplied by: 1, 3 or 4.
  std::int64_t gates() const;
};

/// What the vector unit does. The names are those of the native workload format.
enum class VectorKind {
  elementwise,  ///< one simple operation on each element
  add,
  multiply,
  relu,
  gelu,
  silu,
  sigmoid,
  tanh,
  exp,
  softmax,
  layer_norm,
  rms_norm,
  batch_norm,
  rotary,
  pooling,
  reduce,
  embedding,
  gather,
  transpose,
  copy,
  quantize,
  dequantize,
  top_k,
  optimizer,  ///< an update of parameters from gradients
  unknown     ///< an operator that nobody knows: costed as the movement of its elements
};

/// Element-wise, reducing and moving work on `rows` x `cols` elements; reductions (softmax, norms,
/// pooling windows, top-k) run along `cols`.
struct Vector {
  VectorKind kind = VectorKind::elementwise;
  std::int64_t rows = 1;
  std::int64_t cols = 0;
  std::int64_t elements_read = 0;
  std::int64_t elements_written = 0;
};

enum class CollectiveKind {
  all_reduce,
  all_gather,
  reduce_scatter,
  all_to_all,
  broadcast,
  send_receive
};

/// An exchange between chips. `elements` is what each of `ranks` chips brings; of an all_gather the
/// result is `ranks` times larger.
struct Collective {
  CollectiveKind kind = CollectiveKind::all_reduce;
  std::int64_t elements = 0;
  std::int64_t ranks = 1;
};

/// Work of which a trace says the time and nothing else. It is listed and never simulated.
struct Opaque {};

using Work =
    std::variant<Gemm, GroupedGemm, Conv2d, Attention, Recurrent, Vector, Collective, Opaque>;

std::string_view name_of(VectorKind kind);
std::optional<VectorKind> vector_kind_from(std::string_view name);
std::string_view name_of(CollectiveKind kind);
std::optional<CollectiveKind> collective_kind_from(std::string_view name);
std::string_view name_of(RecurrentKind kind);
std::optional<RecurrentKind> recurrent_kind_from(std::string_view name);

/// `kind` over rows x cols elements, each read once and written once.
Vector vector_work(VectorKind kind, std::int64_t rows, std::int64_t cols);

/// Rows of each group of a mixture whose `selections` rows fall evenly on `experts`. Experts that
/// no row falls on are left out: their weights are not touched.
std::vector<std::int64_t> balanced_rows(std::int64_t selections, std::int64_t experts);

/// Query-key pairs of one head and one sequence that a causal mask and a window leave.
std::int64_t attended_pairs(const Attention& attention);

/// Everything that tells two pieces of work apart, as numbers, the kind of work first.
std::vector<std::int64_t> fingerprint(const Work& work);
bool operator==(const Work& a, const Work& b);

}  // namespace systole::workload
