// Joins operators as inference engines do. Each pass marks the steps that another step's operator
// covers (Step::head) and says what that operator does instead.
#pragma once

#include "frontend/onnx/network.hpp"

namespace systole::frontend::onnx {

/// All passes, in the order in which they build on each other.
void fuse(Network& network);

/// QuantizeLinear and DequantizeLinear around operators: the operands are integers.
void fuse_quantization(Network& network);
/// GELU, SiLU, hard-swish, layer and RMS normalisation written out in primitives.
void fuse_written_out(Network& network);
/// Rotary positions written out: halves turned against each other and added to what they turn.
void fuse_rotary(Network& network);
/// MatMul, softmax, MatMul, with scales, masks and transposes around them.
void fuse_attention(Network& network);
/// Bias, batch normalisation, activation and residual addition behind a product.
void fuse_epilogues(Network& network);

}  // namespace systole::frontend::onnx
