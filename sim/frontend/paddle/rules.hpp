// What each operation of PaddlePaddle is in ONNX. Each family is one file: rules_<family>.cpp.
#pragma once

#include <string_view>

#include "frontend/paddle/translation.hpp"

namespace systole::frontend::paddle {

struct Rule {
  const char* type;                                   ///< "hard_swish"
  void (*apply)(const Step& step, const char* onnx);  ///< adds nodes to step.out
  const char* onnx;                                   ///< the word for it there: "HardSwish"
};

/// nullptr when nobody knows the operation.
const Rule* rule_of(std::string_view type);

// rules_compute.cpp
void convolution(const Step& step, const char* onnx);
void pool(const Step& step, const char* onnx);
void matmul(const Step& step, const char* onnx);
void mul(const Step& step, const char* onnx);
void fully_connected(const Step& step, const char* onnx);
void batch_norm(const Step& step, const char* onnx);
void layer_norm(const Step& step, const char* onnx);
void group_norm(const Step& step, const char* onnx);
void interpolate(const Step& step, const char* onnx);

// rules_elementwise.cpp
void unary(const Step& step, const char* onnx);
void along_axis(const Step& step, const char* onnx);
void binary(const Step& step, const char* onnx);
void with_itself(const Step& step, const char* onnx);
void power(const Step& step, const char* onnx);
void scale(const Step& step, const char* onnx);
void cast(const Step& step, const char* onnx);
void reduce(const Step& step, const char* onnx);
void arg_reduce(const Step& step, const char* onnx);
void top_k(const Step& step, const char* onnx);

// rules_shape.cpp
void reshape(const Step& step, const char* onnx);
void flatten_range(const Step& step, const char* onnx);
void flatten(const Step& step, const char* onnx);
void transpose(const Step& step, const char* onnx);
void with_axes(const Step& step, const char* onnx);
void concat(const Step& step, const char* onnx);
void stack(const Step& step, const char* onnx);
void split(const Step& step, const char* onnx);
void slice(const Step& step, const char* onnx);
void expand(const Step& step, const char* onnx);
void tile(const Step& step, const char* onnx);
void gather(const Step& step, const char* onnx);
void lookup(const Step& step, const char* onnx);
void shape_of(const Step& step, const char* onnx);
void fill_constant(const Step& step, const char* onnx);

}  // namespace systole::frontend::paddle
