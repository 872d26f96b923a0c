// Between real and integer numbers, and operators on quantised tensors.
#include "base/error.hpp"
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

using workload::VectorKind;

/// The zero point has the type of the result.
void quantize(StepContext& step) {
  const std::int64_t otherwise = step.integer("output_dtype", uint8);
  step.output(0, step.dims(), step.has(2) ? step.input(2).element : otherwise);
  step.vector(VectorKind::quantize);
}

/// The scale has the type of the result.
void dequantize(StepContext& step) {
  step.output(0, step.dims(), step.has(1) ? step.input(1).element : std::int64_t{float32});
  step.vector(VectorKind::dequantize);
}

void dynamic_quantize(StepContext& step) {
  step.output(0, step.dims(), uint8);
  step.output(1, {}, float32);
  step.output(2, {}, uint8);
  step.vector(VectorKind::quantize);
}

/// a, its scale and zero point, b, its scale and zero point, those of the result.
void qlinear_binary(StepContext& step) {
  step.output(0, broadcast_dims(step.dims(0), step.dims(3)));
  step.vector(step.op_type() == "QLinearMul" ? VectorKind::multiply : VectorKind::add);
}

void qlinear_unary(StepContext& step) {
  step.output(0, step.dims());
  step.vector(VectorKind::elementwise);
}

/// Scale and zero point of the result, then three inputs a tensor.
void qlinear_concat(StepContext& step) {
  Dims output = step.dims_of_rank(2, 1);
  const std::size_t axis = StepContext::axis_of(step.integer("axis", 1), output.size());
  output[axis] = 0;
  for (std::size_t i = 2; i < step.input_count(); i += 3) {
    const Dims& dims = step.dims_of_rank(i, output.size());
    output[axis] += dims[axis];
  }
  step.output(0, output, step.input(2).element);
  step.vector(VectorKind::copy);
}

void qlinear_global_pool(StepContext& step) {
  const Dims& input = step.dims_of_rank(0, 3);
  const bool channels_last = step.integer("channels_last", 0) != 0;
  Dims output(input.size(), 1);
  const std::size_t channels = channels_last ? input.size() - 1 : 1;
  output[0] = input[0];
  output[channels] = input[channels];
  step.output(0, output);
  const std::int64_t rows = elements_of(output);
  step.vector(VectorKind::pooling, rows, rows == 0 ? 0 : elements_of(input) / rows);
}

}  // namespace systole::frontend::onnx
