// The families of operators that lowering.cpp knows by name. Each gives no parts where the shapes
// do not fit what the operator asks for.
#pragma once

#include "frontend/kineto/lowering.hpp"

namespace systole::frontend::kineto {

/// An operator with the types of the inputs that its operands are.
workload::Operator operator_of(workload::Work work, const Call& call, const Hints& hints,
                               std::size_t input, std::size_t weight);

/// a x b: "aten::mm", "aten::addmm" (first = 1), "aten::bmm", "aten::matmul".
Parts lower_product(const Call& call, const Hints& hints, std::size_t first);
/// x times the transpose of w: "aten::linear".
Parts lower_linear(const Call& call, const Hints& hints, std::size_t first);
/// Experts: x [rows, k] and w [groups, k, n], the rows spread evenly.
Parts lower_grouped(const Call& call, const Hints& hints, std::size_t first);

/// Where a convolution has its parameters among its inputs; 0: it has none.
struct ConvolutionInputs {
  std::size_t input = 0;  ///< the weight follows
  std::size_t stride = 0;
  std::size_t padding = 0;
  std::size_t dilation = 0;
  std::size_t groups = 0;
  std::size_t transposed = 0;
  std::size_t output_padding = 0;
};
Parts lower_convolution(const Call& call, const Hints& hints, const ConvolutionInputs& inputs);
/// The gradients of input and weight, as far as the last input asks for them.
Parts lower_convolution_backward(const Call& call, const Hints& hints);

/// How an attention's inputs lie.
enum class HeadLayout { heads_first, heads_second };  // [b, heads, s, d] or [b, s, heads, d]
struct AttentionInputs {
  std::size_t query = 0;  ///< keys and values follow
  HeadLayout layout = HeadLayout::heads_first;
  std::size_t causal = 0;  ///< 0: nothing says
  /// Cumulative lengths of sequences packed into one, of queries; those of keys follow.
  std::size_t packed = 0;
};
Parts lower_attention(const Call& call, const Hints& hints, const AttentionInputs& inputs);
Parts lower_attention_backward(const Call& call, const Hints& hints, const AttentionInputs& inputs);

/// Where a recurrent network has its parameters among its inputs; 0: it has none, but for input.
struct RecurrentInputs {
  std::size_t input = 0;
  std::size_t weights = 0;
  std::size_t hidden = 0;  ///< the first state
  std::size_t cell = 0;
  std::size_t mode = 0;
  std::size_t projection = 0;
  std::size_t batch_first = 0;
  std::size_t bidirectional = 0;
  std::optional<workload::RecurrentKind> kind = std::nullopt;  ///< where the operator's name says
};
/// One operator for each layer. Cells that project their state are not described.
Parts lower_recurrent(const Call& call, const Hints& hints, const RecurrentInputs& inputs);
Parts lower_recurrent_backward(const Call& call, const Hints& hints, const RecurrentInputs& inputs);

/// Work on vectors, by how its elements are counted.
enum class Counting {
  pointwise,   ///< all inputs are read, what they broadcast to is written
  moved,       ///< copy_(to, from)
  filled,      ///< fill_(to)
  joined,      ///< cat(list)
  reduced,     ///< sum(x, dims)
  normalized,  ///< layer_norm(x, shape, ...)
  channels,    ///< batch_norm(x [n, c, ...], ...)
  along,       ///< softmax(x, dim)
  looked_up,   ///< embedding(table, indices)
  selected,    ///< index_select(table, dim, indices)
  indexed,     ///< gather(x, dim, indices)
  stored,      ///< index_put_(x, indices, values): the last tensor is read and written
  updated      ///< lists of tensors; the first is written
};
Parts lower_vector(const Call& call, const Hints& hints, workload::VectorKind kind,
                   Counting counting);

}  // namespace systole::frontend::kineto
