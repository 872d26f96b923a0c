// Pooling and what else looks at windows of an image.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "frontend/onnx/rules.hpp"
#include "frontend/onnx/shapes.hpp"
#include "frontend/onnx/window.hpp"

namespace systole::frontend::onnx {

using workload::VectorKind;

void pool(StepContext& step) {
  const Dims& input = step.dims_of_rank(0, 3);
  const Rounding rounding = step.integer("ceil_mode", 0) != 0 ? Rounding::up : Rounding::down;
  Dims output{input[0], input[1]};
  std::int64_t window = 1;
  for (const WindowAxis& axis : windows_of(step, 0, {})) {
    output.push_back(output_size(axis, rounding));
    window = checked_mul(window, axis.kernel, "pooling window");
  }
  step.output(0, output);
  step.output(1, output, int64);  // MaxPool: where each maximum stood
  step.vector(VectorKind::pooling, elements_of(output), window);
}

void global_pool(StepContext& step) {
  const Dims& input = step.dims_of_rank(0, 2);
  Dims output(input.size(), 1);
  output[0] = input[0];
  output[1] = input[1];
  step.output(0, output);
  step.vector(VectorKind::pooling, elements_of(output), span_of(input, 2, input.size()));
}

/// Each element is divided by the squares of its neighbours in `size` channels.
void local_response_normalization(StepContext& step) {
  step.output(0, step.dims());
  const std::int64_t size = std::max<std::int64_t>(1, step.integer("size", 1));
  step.vector(VectorKind::pooling, elements_of(step.dims()), size);
}

void roi_align(StepContext& step) {
  const Dims& input = step.dims_of_rank(0, 4);
  const Dims& regions = step.dims_of_rank(1, 1);
  Dims output{regions[0], input[1], step.integer("output_height", 1),
              step.integer("output_width", 1)};
  if (const auto* pooled = step.list("pooled_shape"); pooled != nullptr && pooled->size() == 2) {
    output[2] = (*pooled)[0];
    output[3] = (*pooled)[1];
  }
  step.output(0, output);
  step.vector(VectorKind::pooling);
}

namespace {

/// Sizes or scales of a Resize stand in different places by version; "sizes" win.
Dims resized(const StepContext& step) {
  const Dims& input = step.dims();
  const bool is_first_version = step.op_type() == "Upsample" || step.input_count() == 2;
  if (const auto* sizes = step.integers(3); sizes != nullptr && !sizes->empty()) return *sizes;
  std::vector<double> scales;
  const Constant* known = step.constant(is_first_version ? 1 : 2);
  if (known != nullptr && std::holds_alternative<std::vector<double>>(*known))
    scales = std::get<std::vector<double>>(*known);
  if (const Attribute* attribute = step.attribute("scales")) scales = attribute->reals;
  if (scales.empty()) throw UserError("neither scales nor sizes are known before the model runs");
  if (scales.size() > input.size()) throw UserError("more scales than axes");
  Dims output = input;
  for (std::size_t i = 0; i < scales.size(); ++i) {
    const double size = std::floor(static_cast<double>(input[i]) * scales[i]);
    if (!(size >= 0 && size <= static_cast<double>(workload::kMaxDimension)))
      throw UserError(fmt::format("scale {} of an axis of {}", scales[i], input[i]));
    output[i] = static_cast<std::int64_t>(size);
  }
  return output;
}

/// The axes that sizes or scales are given for, where they are not all.
Dims spread_over_axes(const StepContext& step, Dims sizes) {
  const auto* axes = step.list("axes");
  const Dims& input = step.dims();
  if (axes == nullptr || sizes.size() == input.size() || sizes.size() != axes->size()) return sizes;
  Dims output = input;
  for (std::size_t i = 0; i < axes->size(); ++i)
    output[StepContext::axis_of((*axes)[i], input.size())] = sizes[i];
  return output;
}

}  // namespace

void resize(StepContext& step) {
  const bool is_known = step.attribute("scales") != nullptr || step.constant(1) != nullptr ||
                        step.constant(2) != nullptr || step.integers(3) != nullptr;
  if (!is_known && step.shape_is_given()) return step.vector(VectorKind::copy);
  const Dims output = spread_over_axes(step, resized(step));
  if (output.size() != step.dims().size()) throw UserError("sizes do not fit the input's axes");
  step.output(0, output);
  step.vector(step.text("mode", "nearest") == "nearest" ? VectorKind::copy
                                                        : VectorKind::elementwise);
}

}  // namespace systole::frontend::onnx
