// Convolutions of Ascend kernels. Strides and padding are not in the file: the sizes of the images
// tell them, with padding as even as can be.
#include <algorithm>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/ascend/lower.hpp"

namespace systole::frontend::ascend {

namespace {

using workload::Conv2d;
using workload::Gemm;

/// [filters, channels / groups, height, width]. FRACTAL_Z is [c1 height width, n1, n0, c0]: the
/// window is what is left once the image's channels are known, taken to be square.
std::optional<Dims> filter_of(const Tensor& tensor, std::int64_t channels) {
  const Dims& d = tensor.dims;
  if (tensor.format != "FRACTAL_Z") {
    const Dims shape = padded_shape(tensor);
    return shape.size() == 4 ? std::optional<Dims>(shape) : std::nullopt;
  }
  if (d.size() != 4 || channels < 1) return std::nullopt;
  const std::int64_t window = checked_mul(d[0], d[3], "window") / channels;
  std::int64_t side = 1;
  while ((side + 1) * (side + 1) <= window && side < (1 << 15)) ++side;
  if (side * side != window) return std::nullopt;
  return Dims{checked_mul(d[1], d[2], "filters"), channels, side, side};
}

/// Stride and padding of one axis: `from` elements become `to` through a window.
struct Axis {
  std::int64_t stride = 1;
  std::int64_t before = 0;
  std::int64_t after = 0;
};

std::optional<Axis> axis_of(std::int64_t from, std::int64_t to, std::int64_t window) {
  if (from < 1 || to < 1 || window < 1) return std::nullopt;
  Axis axis;
  axis.stride = std::max<std::int64_t>(ceil_div(from, to), 1);
  const std::int64_t padding = checked_mul(to - 1, axis.stride, "image") + window - from;
  if (padding > 2 * window) return std::nullopt;
  axis.before = std::max<std::int64_t>(padding, 0) / 2;
  axis.after = std::max<std::int64_t>(padding, 0) - axis.before;
  return axis;
}

std::optional<Conv2d> conv_of(const Dims& image, const Tensor& weight, const Dims& output) {
  if (image.size() != 4 || output.size() != 4) return std::nullopt;
  const auto filter = filter_of(weight, image[1]);
  if (!filter || (*filter)[1] < 1) return std::nullopt;
  const auto rows = axis_of(image[2], output[2], (*filter)[2]);
  const auto cols = axis_of(image[3], output[3], (*filter)[3]);
  if (!rows || !cols) return std::nullopt;
  Conv2d conv;
  conv.batch = image[0];
  conv.channels = image[1];
  conv.height = image[2];
  conv.width = image[3];
  conv.filters = output[1];
  conv.filter_height = (*filter)[2];
  conv.filter_width = (*filter)[3];
  conv.stride_height = rows->stride;
  conv.stride_width = cols->stride;
  conv.pad_top = rows->before;
  conv.pad_bottom = rows->after;
  conv.pad_left = cols->before;
  conv.pad_right = cols->after;
  conv.groups = std::max<std::int64_t>(conv.channels / (*filter)[1], 1);
  return conv;
}

/// The gradient of a convolution as the product that it is.
Gemm gradient(const Conv2d& conv, bool of_filter) {
  workload::Operator forward;
  forward.work = conv;
  const Gemm gemm = workload::gemm_of(forward);
  if (of_filter) return {gemm.count, gemm.n, gemm.k, gemm.m};
  return {gemm.count, gemm.m, gemm.k, gemm.n};
}

bool is_valid(const workload::Operator& op) {
  Diagnostics mistakes;
  workload::validate(op, mistakes);
  return !mistakes.has_errors();
}

}  // namespace

std::optional<workload::Operator> convolution_of(const Record& record) {
  if (record.inputs.size() < 2 || record.outputs.empty()) return std::nullopt;
  const Tensor& first = record.inputs[0];
  const Tensor& second = record.inputs[1];
  const Tensor& made = record.outputs[0];
  const bool of_input = record.type.find("BackpropInput") != std::string::npos;
  const bool of_filter = record.type.find("BackpropFilter") != std::string::npos;
  std::optional<Conv2d> conv;
  if (of_input) {  // (filter, gradient of the output) -> gradient of the image
    conv = conv_of(padded_shape(made), first, padded_shape(second));
  } else if (of_filter) {  // (image, gradient of the output) -> gradient of the filter
    conv = conv_of(padded_shape(first), made, padded_shape(second));
  } else {
    conv = conv_of(padded_shape(first), second, padded_shape(made));
  }
  if (!conv) return std::nullopt;
  workload::Operator op = typed(*conv, first, second, record);
  if (!is_valid(op)) return std::nullopt;
  if (of_input || of_filter) op.work = gradient(*conv, of_filter);
  return op;
}

}  // namespace systole::frontend::ascend
