// The windows of convolutions and pooling: what slides over the spatial axes of an image.
#pragma once

#include "frontend/onnx/step_context.hpp"

namespace systole::frontend::onnx {

struct WindowAxis {
  std::int64_t size = 1;  ///< of the input, padding not included
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t pad_begin = 0;
  std::int64_t pad_end = 0;
  std::int64_t output_pad = 0;  ///< transposed convolutions only
};

/// One entry per spatial axis of input `input` (N x C x ...), from the attributes kernel_shape (or
/// `kernel`), strides, dilations, pads and auto_pad. Throws UserError where they disagree.
std::vector<WindowAxis> windows_of(const StepContext& step, std::size_t input, const Dims& kernel);

enum class Rounding { down, up };

/// How many windows fit along an axis; pooling with ceil_mode rounds up, but no window may start in
/// the padding behind the end.
std::int64_t output_size(const WindowAxis& axis, Rounding rounding);
/// What a transposed convolution makes of an axis.
std::int64_t transposed_size(const WindowAxis& axis);

}  // namespace systole::frontend::onnx
