// The rules of the operator table, by family. Each family is one file: rules_<family>.cpp.
#pragma once

#include "frontend/onnx/step_context.hpp"

namespace systole::frontend::onnx {

// rules_convolution.cpp
void conv(StepContext& step);
void qlinear_conv(StepContext& step);
void conv_transpose(StepContext& step);

// rules_matmul.cpp
void gemm(StepContext& step);
void matmul(StepContext& step);
void qlinear_matmul(StepContext& step);
void fused_matmul(StepContext& step);
void matmul_n_bits(StepContext& step);
void einsum(StepContext& step);

// rules_attention.cpp
void attention(StepContext& step);  ///< ai.onnx and com.microsoft
void multi_head_attention(StepContext& step);
void group_query_attention(StepContext& step);
void rotary_embedding(StepContext& step);

// rules_pooling.cpp
void pool(StepContext& step);
void global_pool(StepContext& step);
void local_response_normalization(StepContext& step);
void roi_align(StepContext& step);
void resize(StepContext& step);

// rules_normalization.cpp
void batch_normalization(StepContext& step);
void layer_normalization(StepContext& step);
void rms_normalization(StepContext& step);
void skip_layer_normalization(StepContext& step);
void skip_rms_normalization(StepContext& step);
void instance_normalization(StepContext& step);
void softmax(StepContext& step);

// rules_elementwise.cpp
void unary(StepContext& step);
void relu(StepContext& step);
void gelu(StepContext& step);
void silu(StepContext& step);
void sigmoid(StepContext& step);
void tanh(StepContext& step);
void exp(StepContext& step);
void add(StepContext& step);
void multiply(StepContext& step);
void bias_gelu(StepContext& step);
void broadcast(StepContext& step);
void comparison(StepContext& step);
void dropout(StepContext& step);
void cast(StepContext& step);
void clip(StepContext& step);

// rules_reduction.cpp
void reduce(StepContext& step);
void arg_reduce(StepContext& step);
void cumulative(StepContext& step);
void top_k(StepContext& step);

// rules_shape.cpp
void constant(StepContext& step);
void constant_of_shape(StepContext& step);
void identity(StepContext& step);
void shape(StepContext& step);
void size(StepContext& step);
void reshape(StepContext& step);
void flatten(StepContext& step);
void squeeze(StepContext& step);
void unsqueeze(StepContext& step);
void expand(StepContext& step);
void range(StepContext& step);
void random_like(StepContext& step);
void random_of_shape(StepContext& step);

// rules_movement.cpp
void transpose(StepContext& step);
void concat(StepContext& step);
void split(StepContext& step);
void slice(StepContext& step);
void gather(StepContext& step);
void gather_elements(StepContext& step);
void gather_nd(StepContext& step);
void scatter(StepContext& step);
void tile(StepContext& step);
void pad(StepContext& step);
void depth_to_space(StepContext& step);
void space_to_depth(StepContext& step);
void copy(StepContext& step);
void one_hot(StepContext& step);
void non_zero(StepContext& step);
void non_max_suppression(StepContext& step);
void grid_sample(StepContext& step);

// rules_quantization.cpp
void quantize(StepContext& step);
void dequantize(StepContext& step);
void dynamic_quantize(StepContext& step);
void qlinear_binary(StepContext& step);
void qlinear_unary(StepContext& step);
void qlinear_concat(StepContext& step);
void qlinear_global_pool(StepContext& step);

// rules_recurrent.cpp
void rnn(StepContext& step);
void gru(StepContext& step);
void lstm(StepContext& step);

}  // namespace systole::frontend::onnx
