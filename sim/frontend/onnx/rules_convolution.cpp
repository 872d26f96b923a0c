// Conv, ConvTranspose and their integer forms.
#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/window.hpp"

namespace systole::frontend::onnx {

namespace {

using workload::Conv2d;

/// Where the operands stand among a node's inputs.
struct Operands {
  std::size_t input = 0;
  std::size_t weight = 1;
};

struct Convolution {
  Dims input;   ///< N x C x spatial
  Dims weight;  ///< filters x channels per group x window; transposed: channels x filters per group
  std::int64_t groups = 1;
  std::vector<WindowAxis> axes;
};

Convolution convolution_of(const StepContext& step, const Operands& operands) {
  Convolution conv;
  conv.input = step.dims_of_rank(operands.input, 3);
  conv.weight = step.dims_of_rank(operands.weight, 3);
  if (conv.weight.size() != conv.input.size())
    throw UserError(fmt::format("weight {} does not fit input {}", to_string(conv.weight),
                                to_string(conv.input)));
  conv.groups = step.integer("group", 1);
  if (conv.groups < 1) throw UserError(fmt::format("{} groups", conv.groups));
  conv.axes = windows_of(step, operands.input, Dims(conv.weight.begin() + 2, conv.weight.end()));
  return conv;
}

void check_channels(std::int64_t channels, std::int64_t expected) {
  if (channels != expected)
    throw UserError(
        fmt::format("the input has {} channels, the weight is for {}", channels, expected));
}

void set_height(Conv2d& conv, const WindowAxis& axis) {
  conv.height = axis.size;
  conv.filter_height = axis.kernel;
  conv.stride_height = axis.stride;
  conv.dilation_height = axis.dilation;
  conv.pad_top = axis.pad_begin;
  conv.pad_bottom = axis.pad_end;
  conv.output_pad_height = axis.output_pad;
}

void set_width(Conv2d& conv, const WindowAxis& axis) {
  conv.width = axis.size;
  conv.filter_width = axis.kernel;
  conv.stride_width = axis.stride;
  conv.dilation_width = axis.dilation;
  conv.pad_left = axis.pad_begin;
  conv.pad_right = axis.pad_end;
  conv.output_pad_width = axis.output_pad;
}

/// A convolution along one axis is one over an image of one row.
Conv2d image_work(const Convolution& conv, std::int64_t filters) {
  Conv2d work;
  work.batch = conv.input[0];
  work.channels = conv.input[1];
  work.filters = filters;
  work.groups = conv.groups;
  set_height(work, conv.axes.size() > 1 ? conv.axes[0] : WindowAxis());
  set_width(work, conv.axes.back());
  return work;
}

/// Over volumes: the product that implicit im2col makes of it.
workload::Gemm volume_work(const Convolution& conv, std::int64_t positions, std::int64_t filters) {
  std::int64_t window = conv.input[1] / conv.groups;
  for (const WindowAxis& axis : conv.axes) window = checked_mul(window, axis.kernel, "window");
  return {conv.groups, checked_mul(conv.input[0], positions, "pixels"), filters / conv.groups,
          window};
}

void convolve(StepContext& step, const Operands& operands, std::int64_t element) {
  const Convolution conv = convolution_of(step, operands);
  const std::int64_t filters = conv.weight[0];
  check_channels(conv.input[1], checked_mul(conv.weight[1], conv.groups, "channels"));
  Dims output{conv.input[0], filters};
  for (const WindowAxis& axis : conv.axes) output.push_back(output_size(axis, Rounding::down));
  const std::int64_t positions = elements_of(Dims(output.begin() + 2, output.end()));
  step.output(0, output, element);
  if (conv.axes.size() <= 2) {
    step.work(image_work(conv, filters), operands.input, operands.weight);
  } else {
    step.work(volume_work(conv, positions, filters), operands.input, operands.weight);
  }
}

}  // namespace

void conv(StepContext& step) {
  const bool is_integer = step.op_type() == "ConvInteger";
  convolve(step, {0, 1}, is_integer ? std::int64_t{int32} : step.input(0).element);
  if (step.op_type() != "FusedConv") return;
  if (step.has(3)) step.epilogue(workload::VectorKind::add);
  const std::string activation = step.text("activation", "");
  if (!activation.empty())
    step.epilogue(activation == "Relu" ? workload::VectorKind::relu
                                       : workload::VectorKind::elementwise);
}

void qlinear_conv(StepContext& step) {
  convolve(step, {0, 3}, step.has(7) ? step.input(7).element : step.input(0).element);
}

void conv_transpose(StepContext& step) {
  const Convolution conv = convolution_of(step, {0, 1});
  const std::int64_t filters = checked_mul(conv.weight[1], conv.groups, "filters");
  check_channels(conv.input[1], conv.weight[0]);
  Dims output{conv.input[0], filters};
  std::vector<WindowAxis> axes = conv.axes;
  const auto* asked = step.list("output_shape");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (asked != nullptr && asked->size() >= axes.size()) {
      // The padding is what reaches that size.
      axes[i].pad_begin = axes[i].pad_end = 0;
      const std::int64_t full = transposed_size(axes[i]);
      const std::int64_t size = (*asked)[asked->size() - axes.size() + i];
      if (size < 1 || size > full) throw UserError(fmt::format("output_shape of {}", size));
      axes[i].pad_end = full - size;
    }
    output.push_back(transposed_size(axes[i]));
  }
  step.output(0, output);
  Convolution padded = conv;
  padded.axes = axes;
  if (axes.size() > 2) {
    const std::int64_t positions = elements_of(Dims(conv.input.begin() + 2, conv.input.end()));
    workload::Gemm work{conv.groups, checked_mul(conv.input[0], positions, "pixels"),
                        elements_of(Dims(conv.weight.begin() + 1, conv.weight.end())),
                        conv.input[1] / conv.groups};
    return step.work(work, 0, 1);
  }
  Conv2d work = image_work(padded, filters);
  work.transposed = true;
  step.work(work, 0, 1);
}

}  // namespace systole::frontend::onnx
