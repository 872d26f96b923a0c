#include "mapping/library_xla.hpp"

#include <array>

#include "base/checked.hpp"

namespace systole::mapping {

using workload::VectorKind;

namespace {

// {simple, special, special per row, reductions per row}
constexpr Fusion kTranspose{{}, Leaves::tensor};

// maximum | subtract, exp, add up | subtract, exp, scale
constexpr std::array<Fusion, 3> kSoftmax{{{{1, 0, 0, 1}, Leaves::number_of_row},
                                          {{2, 1, 1, 1}, Leaves::number_of_row},
                                          {{2, 1}, Leaves::tensor}}};

// PyTorch gives a backend without a kernel of its own a batch normalization in training whose
// features are the rows (aten/src/ATen/native/layer_norm.cpp, math_native_layer_norm). Assumed:
// features lie along the lanes there, so that rows are transposed before and after it. That seven
// passes explain the measured times was known when it was assumed.
// transpose | add up, square and add up | subtract, scale, times gamma plus beta | transpose
constexpr std::array<Fusion, 4> kLayerNorm{
    {kTranspose, {{2, 0, 1, 2}, Leaves::number_of_row}, {{3, 0}, Leaves::tensor}, kTranspose}};

// square and add up | scale, times gamma
constexpr std::array<Fusion, 2> kRmsNorm{
    {{{1, 0, 1, 1}, Leaves::number_of_row}, {{2, 0}, Leaves::tensor}}};

bool is_product(const workload::Conv2d& conv) {
  return conv.filter_height * conv.filter_width == 1 && conv.stride_height * conv.stride_width == 1;
}

}  // namespace

std::vector<Fusion> xla_fusions(VectorKind kind) {
  if (kind == VectorKind::softmax) return {kSoftmax.begin(), kSoftmax.end()};
  if (kind == VectorKind::layer_norm) return {kLayerNorm.begin(), kLayerNorm.end()};
  if (kind == VectorKind::rms_norm) return {kRmsNorm.begin(), kRmsNorm.end()};
  return {};
}

workload::Operator xla_layout(workload::Operator op) {
  constexpr std::int64_t kSublanes = 8;
  constexpr std::int64_t kLanes = 128;
  auto* conv = std::get_if<workload::Conv2d>(&op.work);
  if (conv == nullptr || conv->groups > 1) return op;
  conv->filters = align_up(conv->filters, kLanes);
  if (conv->channels < kSublanes) return op;
  if (!is_product(*conv)) conv->batch = align_up(conv->batch, kSublanes);
  conv->channels = align_up(conv->channels, kLanes);
  return op;
}

}  // namespace systole::mapping
