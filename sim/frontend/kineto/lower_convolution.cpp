// Convolutions of PyTorch, of one to three dimensions, forward and backward.
#include <algorithm>

#include "base/checked.hpp"
#include "frontend/kineto/lower.hpp"

namespace systole::frontend::kineto {

namespace {

using workload::Conv2d;
using workload::Gemm;

/// A parameter for each of `rank` axes; one number stands for all.
Dims per_axis(Dims values, std::size_t rank, std::int64_t otherwise) {
  if (values.empty()) values.assign(rank, otherwise);
  if (values.size() < rank) values.resize(rank, values.front());
  return values;
}

struct Geometry {
  Dims input;   ///< [n, c, sizes ...]
  Dims weight;  ///< [filters, c / groups, sizes ...]; transposed: [c, filters / groups, ...]
  Dims stride;
  Dims padding;
  Dims dilation;
  Dims output_padding;
  std::int64_t groups = 1;
  bool transposed = false;

  std::size_t rank() const { return weight.size() - 2; }
  std::int64_t filters() const { return transposed ? weight[1] * groups : weight[0]; }
  std::int64_t output_size(std::size_t axis) const;
};

std::int64_t Geometry::output_size(std::size_t axis) const {
  const std::int64_t span = (weight[axis + 2] - 1) * dilation[axis] + 1;
  const std::int64_t size = input[axis + 2];
  if (transposed)
    return (size - 1) * stride[axis] - 2 * padding[axis] + span + output_padding[axis];
  return (size + 2 * padding[axis] - span) / stride[axis] + 1;
}

bool is_small(const Dims& sizes) {
  return std::all_of(sizes.begin(), sizes.end(),
                     [](std::int64_t size) { return size >= 0 && size <= (1 << 30); });
}

bool is_possible(const Geometry& g) {
  const auto positive = [](std::int64_t size) { return size > 0; };
  if (!std::all_of(g.stride.begin(), g.stride.end(), positive)) return false;
  if (!std::all_of(g.dilation.begin(), g.dilation.end(), positive)) return false;
  if (g.groups < 1 || !is_small({g.groups})) return false;
  for (const Dims* sizes :
       {&g.input, &g.weight, &g.stride, &g.padding, &g.dilation, &g.output_padding}) {
    if (!is_small(*sizes)) return false;
  }
  const std::int64_t channels = g.transposed ? g.weight[0] : g.weight[1] * g.groups;
  if (g.input[1] != channels || g.input[1] % g.groups != 0 || g.filters() % g.groups != 0)
    return false;
  for (std::size_t axis = 0; axis < g.rank(); ++axis) {
    if (g.output_size(axis) < 1) return false;
  }
  return true;
}

/// Padding that keeps the size, where the file does not say: the usual one.
Dims same_padding(const Dims& weight) {
  Dims padding;
  for (std::size_t i = 2; i < weight.size(); ++i) padding.push_back((weight[i] - 1) / 2);
  return padding;
}

std::optional<Geometry> geometry_of(const Call& call, const ConvolutionInputs& at) {
  const Dims* input = call.dims(at.input);
  const Dims* weight = call.dims(at.input + 1);
  if (input == nullptr || weight == nullptr || input->size() != weight->size()) return std::nullopt;
  if (weight->size() < 3 || weight->size() > 5) return std::nullopt;
  const auto values = [&](std::size_t index) { return index == 0 ? Dims{} : call.integers(index); };
  Geometry g;
  g.input = *input;
  g.weight = *weight;
  const std::size_t rank = g.rank();
  g.stride = per_axis(values(at.stride), rank, 1);
  g.padding =
      values(at.padding).empty() ? same_padding(*weight) : per_axis(values(at.padding), rank, 0);
  g.dilation = per_axis(values(at.dilation), rank, 1);
  g.output_padding = per_axis(values(at.output_padding), rank, 0);
  g.transposed = at.transposed > 0 && call.boolean(at.transposed).value_or(false);
  const Dims groups = values(at.groups);
  // Without the value, the channels of the weight tell.
  const bool told = groups.size() == 1;
  g.groups = told ? groups.front() : std::max<std::int64_t>((*input)[1] / (*weight)[1], 1);
  if (!told && g.transposed) g.groups = 1;
  if (!is_possible(g)) return std::nullopt;
  return g;
}

/// Any rank as the product that it is by implicit im2col.
Gemm im2col(const Geometry& g) {
  Gemm gemm{g.groups, g.input[0], g.filters() / g.groups, g.input[1] / g.groups};
  for (std::size_t axis = 0; axis < g.rank(); ++axis) {
    gemm.m = checked_mul(gemm.m, g.output_size(axis), "pixels of a convolution");
    gemm.k = checked_mul(gemm.k, g.weight[axis + 2], "window of a convolution");
  }
  return gemm;
}

/// One or two axes; the height of one is 1.
Conv2d conv2d_of(const Geometry& g) {
  Conv2d conv;
  const std::size_t w = g.rank() - 1;
  conv.batch = g.input[0];
  conv.channels = g.input[1];
  conv.filters = g.filters();
  conv.groups = g.groups;
  conv.transposed = g.transposed;
  conv.height = g.rank() == 2 ? g.input[2] : 1;
  conv.width = g.input[w + 2];
  conv.filter_width = g.weight[w + 2];
  conv.stride_width = g.stride[w];
  conv.dilation_width = g.dilation[w];
  conv.pad_left = conv.pad_right = g.padding[w];
  conv.output_pad_width = g.transposed ? g.output_padding[w] : 0;
  if (g.rank() == 1) return conv;
  conv.filter_height = g.weight[2];
  conv.stride_height = g.stride[0];
  conv.dilation_height = g.dilation[0];
  conv.pad_top = conv.pad_bottom = g.padding[0];
  conv.output_pad_height = g.transposed ? g.output_padding[0] : 0;
  return conv;
}

workload::Work work_of(const Geometry& g) {
  if (g.rank() <= 2) return conv2d_of(g);
  return im2col(g);
}

/// The gradient of the input spreads that of the output over the windows: a convolution the other
/// way round.
Geometry reversed(const Geometry& g) {
  Geometry back = g;
  back.transposed = !g.transposed;
  back.input[1] = g.filters();
  for (std::size_t axis = 0; axis < g.rank(); ++axis) back.input[axis + 2] = g.output_size(axis);
  back.output_padding.assign(g.rank(), 0);
  if (!back.transposed) return back;
  for (std::size_t axis = 0; axis < g.rank(); ++axis)
    back.output_padding[axis] = g.input[axis + 2] - back.output_size(axis);
  return back;
}

/// The gradient of the weight: every filter against every window element, summed over all pixels.
Gemm weight_gradient(const Geometry& g) {
  const Gemm forward = im2col(g);
  return {forward.count, forward.n, forward.k, forward.m};
}

}  // namespace

Parts lower_convolution(const Call& call, const Hints& hints, const ConvolutionInputs& inputs) {
  const auto geometry = geometry_of(call, inputs);
  if (!geometry) return {};
  return {operator_of(work_of(*geometry), call, hints, inputs.input, inputs.input + 1)};
}

Parts lower_convolution_backward(const Call& call, const Hints& hints) {
  // (grad_output, input, weight, bias_sizes, stride, padding, dilation, transposed,
  // output_padding, groups, output_mask)
  constexpr std::size_t kMask = 10;
  const auto geometry = geometry_of(call, {1, 4, 5, 6, 9, 7, 8});
  if (!geometry) return {};
  const std::string_view mask =
      kMask < call.arguments.size() ? call.arguments[kMask].value : std::string_view();
  const bool input_wanted = mask.find("False") != 1;  // "[False, True, True]"
  Parts parts;
  if (input_wanted) {
    parts.push_back(operator_of(work_of(reversed(*geometry)), call, hints, 0, 2));
    parts.back().name = "dgrad";
  }
  parts.push_back(operator_of(weight_gradient(*geometry), call, hints, 0, 1));
  parts.back().name = "wgrad";
  parts.back().weight_role = workload::WeightRole::activation;
  return parts;
}

}  // namespace systole::frontend::kineto
