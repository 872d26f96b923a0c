#include "frontend/onnx/window.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace systole::frontend::onnx {

namespace {

constexpr std::string_view kWhat = "window";

/// A list of an attribute with one entry (or two) per axis, in range.
std::int64_t entry(const StepContext& step, std::string_view name, std::size_t index,
                   std::int64_t otherwise, std::int64_t least) {
  const auto* list = step.list(name);
  if (list == nullptr || list->empty()) return otherwise;
  if (index >= list->size())
    throw UserError(fmt::format("attribute {} has {} entries, too few", name, list->size()));
  const std::int64_t value = (*list)[index];
  if (value < least || value > workload::kMaxDimension)
    throw UserError(fmt::format("attribute {} holds {}, expected {} to {}", name, value, least,
                                workload::kMaxDimension));
  return value;
}

std::int64_t extent_of(const WindowAxis& axis) {
  return checked_add(checked_mul(axis.kernel - 1, axis.dilation, kWhat), 1, kWhat);
}

/// auto_pad: outputs are ceil(size / stride), or all windows lie inside.
void pad_automatically(const std::string& mode, WindowAxis& axis) {
  axis.pad_begin = axis.pad_end = 0;
  if (mode == "VALID") return;
  const std::int64_t outputs = ceil_div(axis.size, axis.stride);
  const std::int64_t reach =
      checked_add(checked_mul(outputs - 1, axis.stride, kWhat), extent_of(axis), kWhat);
  const std::int64_t total = std::max<std::int64_t>(0, reach - axis.size);
  axis.pad_begin = mode == "SAME_LOWER" ? ceil_div(total, 2) : total / 2;
  axis.pad_end = total - axis.pad_begin;
}

}  // namespace

std::vector<WindowAxis> windows_of(const StepContext& step, std::size_t input, const Dims& kernel) {
  const Dims& dims = step.dims_of_rank(input, 3);
  const std::size_t count = dims.size() - 2;
  const std::string mode = step.text("auto_pad", "NOTSET");
  std::vector<WindowAxis> axes(count);
  for (std::size_t i = 0; i < count; ++i) {
    WindowAxis& axis = axes[i];
    axis.size = dims[i + 2];
    axis.kernel = entry(step, "kernel_shape", i, i < kernel.size() ? kernel[i] : 1, 1);
    axis.stride = entry(step, "strides", i, 1, 1);
    axis.dilation = entry(step, "dilations", i, 1, 1);
    axis.pad_begin = entry(step, "pads", i, 0, 0);
    axis.pad_end = entry(step, "pads", i + count, 0, 0);
    axis.output_pad = entry(step, "output_padding", i, 0, 0);
    if (mode != "NOTSET" && !mode.empty()) pad_automatically(mode, axis);
  }
  return axes;
}

std::int64_t output_size(const WindowAxis& axis, Rounding rounding) {
  const std::int64_t padded =
      checked_add(checked_add(axis.size, axis.pad_begin, kWhat), axis.pad_end, kWhat);
  const std::int64_t extent = extent_of(axis);
  if (extent > padded)
    throw UserError(
        fmt::format("a window of {} is larger than the padded input of {}", extent, padded));
  const std::int64_t slack = padded - extent;
  if (rounding == Rounding::down) return slack / axis.stride + 1;
  const std::int64_t outputs = ceil_div(slack, axis.stride) + 1;
  const bool starts_behind = (outputs - 1) * axis.stride >= axis.size + axis.pad_begin;
  return starts_behind && outputs > 1 ? outputs - 1 : outputs;
}

std::int64_t transposed_size(const WindowAxis& axis) {
  const std::int64_t steps = checked_mul(axis.size - 1, axis.stride, kWhat);
  const std::int64_t size =
      checked_add(checked_add(steps, extent_of(axis), kWhat), axis.output_pad, kWhat) -
      axis.pad_begin - axis.pad_end;
  if (size < 1) throw UserError("the padding leaves nothing of the output");
  return size;
}

}  // namespace systole::frontend::onnx
