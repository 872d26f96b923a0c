#include "mapping/vector_cost.hpp"

namespace systole::mapping {

using workload::RecurrentKind;
using workload::VectorKind;

// {simple, special, special per row, reductions per row, passes, counts what is read}
VectorCost cost_of(VectorKind kind) {
  switch (kind) {
    case VectorKind::elementwise:
    case VectorKind::add:
    case VectorKind::multiply:
    case VectorKind::relu:  // max(x, 0)
      return {1, 0};
    // x / 2 (1 + tanh(x (a + b x^2))): square, a + b x^2, times x, 1 + t, times x / 2; tanh
    // (Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2)
    case VectorKind::gelu:
      return {5, 1};
    case VectorKind::silu:  // x / (1 + exp(-x)): 1 + e, times x; exp, reciprocal
      return {2, 2};
    case VectorKind::sigmoid:  // 1 / (1 + exp(-x))
      return {1, 2};
    case VectorKind::tanh:
    case VectorKind::exp:
      return {0, 1};
    // max, subtract, add up, scale; exp. Two passes over a long row (Milakov and Gimelshein 2018,
    // arXiv:1805.02867: maximum and sum in one pass)
    case VectorKind::softmax:
      return {4, 1, 1, 2, 2};
    // sum, square and add, (x - mean) rstd, times gamma plus beta; the two sums in one pass
    // (Welford 1962)
    case VectorKind::layer_norm:
      return {4, 0, 1, 2, 2};
    case VectorKind::rms_norm:  // square and add, times rstd, times gamma
      return {3, 0, 1, 1, 2};
    case VectorKind::batch_norm:  // inference: scale and shift
      return {1, 0};
    case VectorKind::rotary:  // x cos + x' sin
      return {2, 0};
    case VectorKind::pooling:  // max or add, once for each element of the window
      return {1, 0, 0, 0, 1, true};
    case VectorKind::reduce:
      return {1, 0, 0, 1, 1, true};
    case VectorKind::quantize:  // largest magnitude, scale, round and saturate; scale of the row
      return {3, 0, 1, 1, 2};
    case VectorKind::dequantize:  // convert, scale
      return {2, 0};
    // radix select, 8 bits of the key at a time: digit and count, twice for 16-bit keys
    // (Alabi et al. 2012, https://doi.org/10.1145/2133803.2345676)
    case VectorKind::top_k:
      return {4, 0, 0, 1, 2, true};
    // Adam per parameter: two moments (3), their corrections (2), decay and update (2); root and
    // reciprocal (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1). Three elements are written for
    // each parameter: parameter and moments.
    case VectorKind::optimizer:
      return {7, 2};
    case VectorKind::embedding:
    case VectorKind::gather:
    case VectorKind::transpose:
    case VectorKind::copy:
    case VectorKind::unknown:
      break;
  }
  return {};
}

// Input and hidden products are added (one per gate), then
//   rnn   tanh
//   gru   two sigmoids, r * h, tanh, z h + (1 - z) n (3)     (Cho et al. 2014, arXiv:1406.1078)
//   lstm  three sigmoids, two tanh, c = f c + i g (2), h = o tanh(c)  (Hochreiter, Schmidhuber
//   1997)
VectorCost gates_of(RecurrentKind kind) {
  const VectorCost sigmoid = cost_of(VectorKind::sigmoid);
  switch (kind) {
    case RecurrentKind::gru:
      return {3 + 2 * sigmoid.simple + 4, 2 * sigmoid.special + 1};
    case RecurrentKind::lstm:
      return {4 + 3 * sigmoid.simple + 3, 3 * sigmoid.special + 2};
    case RecurrentKind::rnn:
      break;
  }
  return {1, 1};
}

// max, (x - max) scaled in one, add up, narrow to the element type; exp. Maximum and sum of a row.
VectorCost online_softmax() { return {4, 1, 1, 2}; }

VectorCost online_rescale() { return {1, 0}; }

}  // namespace systole::mapping
