#include "frontend/kineto/lowering.hpp"

#include <functional>
#include <unordered_map>

#include "base/text.hpp"
#include "frontend/kineto/lower.hpp"

namespace systole::frontend::kineto {

namespace {

using workload::VectorKind;
using Lower = std::function<Parts(const Call&, const Hints&)>;
using Table = std::unordered_map<std::string_view, Lower>;

Lower product(std::size_t first) {
  return [=](const Call& c, const Hints& h) { return lower_product(c, h, first); };
}
Lower linear(std::size_t first) {
  return [=](const Call& c, const Hints& h) { return lower_linear(c, h, first); };
}
Lower grouped(std::size_t first) {
  return [=](const Call& c, const Hints& h) { return lower_grouped(c, h, first); };
}
Lower convolution(ConvolutionInputs inputs) {
  return [=](const Call& c, const Hints& h) { return lower_convolution(c, h, inputs); };
}
Lower attention(AttentionInputs inputs) {
  return [=](const Call& c, const Hints& h) { return lower_attention(c, h, inputs); };
}
Lower attention_backward(AttentionInputs inputs) {
  return [=](const Call& c, const Hints& h) { return lower_attention_backward(c, h, inputs); };
}
Lower recurrent(RecurrentInputs inputs) {
  return [=](const Call& c, const Hints& h) { return lower_recurrent(c, h, inputs); };
}
Lower recurrent_backward(RecurrentInputs inputs) {
  return [=](const Call& c, const Hints& h) { return lower_recurrent_backward(c, h, inputs); };
}
Lower vector(VectorKind kind, Counting counting = Counting::pointwise) {
  return [=](const Call& c, const Hints& h) { return lower_vector(c, h, kind, counting); };
}

void add_products(Table& table) {
  for (const auto* name : {"aten::mm", "aten::bmm", "aten::matmul", "aten::mv", "aten::dot",
                           "aten::_int_mm", "aten::_scaled_mm"})
    table[name] = product(0);
  for (const auto* name : {"aten::addmm", "aten::baddbmm", "aten::addmv", "aten::_addmm_activation",
                           "_C::cutlass_scaled_mm"})
    table[name] = product(1);
  for (const auto* name : {"aten::linear", "aten::_weight_int8pack_mm", "quantized::linear"})
    table[name] = linear(0);
  for (const auto* name : {"aten::_grouped_mm", "aten::_scaled_grouped_mm"})
    table[name] = grouped(0);
}

void add_convolutions(Table& table) {
  // input, stride, padding, dilation, groups, transposed, output padding
  table["aten::convolution"] = convolution({0, 3, 4, 5, 8, 6, 7});
  table["aten::_convolution"] = convolution({0, 3, 4, 5, 8, 6, 7});
  table["aten::conv1d"] = convolution({0, 3, 4, 5, 6, 0, 0});
  table["aten::conv2d"] = convolution({0, 3, 4, 5, 6, 0, 0});
  table["aten::conv3d"] = convolution({0, 3, 4, 5, 6, 0, 0});
  table["aten::cudnn_convolution"] = convolution({0, 3, 2, 4, 5, 0, 0});
  table["aten::miopen_convolution"] = convolution({0, 4, 3, 5, 6, 0, 0});
  table["aten::cudnn_convolution_relu"] = convolution({0, 3, 4, 5, 6, 0, 0});
  table["aten::cudnn_convolution_add_relu"] = convolution({0, 5, 6, 7, 8, 0, 0});
  table["aten::_conv_depthwise2d"] = convolution({0, 4, 5, 6, 0, 0, 0});
  table["aten::_slow_conv2d_forward"] = convolution({0, 4, 5, 0, 0, 0, 0});
  table["aten::thnn_conv2d"] = convolution({0, 4, 5, 0, 0, 0, 0});
  table["aten::convolution_backward"] = lower_convolution_backward;
}

void add_attention(Table& table) {
  constexpr auto kFirst = HeadLayout::heads_first;
  constexpr auto kSecond = HeadLayout::heads_second;
  // query, layout, causal, packed lengths
  table["aten::scaled_dot_product_attention"] = attention({0, kFirst, 5, 0});
  table["aten::_scaled_dot_product_flash_attention"] = attention({0, kFirst, 4, 0});
  table["aten::_scaled_dot_product_efficient_attention"] = attention({0, kFirst, 6, 0});
  table["aten::_scaled_dot_product_cudnn_attention"] = attention({0, kFirst, 6, 0});
  table["aten::_flash_attention_forward"] = attention({0, kSecond, 8, 3});
  table["aten::_efficient_attention_forward"] = attention({0, kSecond, 8, 4});
  table["aten::_cudnn_attention_forward"] = attention({0, kFirst, 0, 0});
  for (const auto* name : {"flash_attn::_flash_attn_forward", "FlashAttnFunc"})
    table[name] = attention({0, kSecond, 5, 0});
  for (const auto* name : {"flash_attn::_flash_attn_varlen_forward", "FlashAttnVarlenFunc"})
    table[name] = attention({0, kSecond, 9, 3});
  table["aten::_scaled_dot_product_flash_attention_backward"] =
      attention_backward({1, kFirst, 11, 0});
  table["aten::_scaled_dot_product_efficient_attention_backward"] =
      attention_backward({1, kFirst, 11, 0});
  table["aten::_scaled_dot_product_cudnn_attention_backward"] =
      attention_backward({1, kFirst, 14, 0});
  table["aten::_flash_attention_backward"] = attention_backward({1, kSecond, 11, 6});
  table["aten::_efficient_attention_backward"] = attention_backward({1, kSecond, 14, 6});
  table["flash_attn::_flash_attn_backward"] = attention_backward({1, kSecond, 11, 0});
}

void add_recurrent(Table& table) {
  using Kind = workload::RecurrentKind;
  // input, weights, hidden, cell, mode, projection, batch first, bidirectional
  table["aten::_cudnn_rnn"] = recurrent({0, 1, 4, 5, 6, 8, 10, 13});
  table["aten::_cudnn_rnn_backward"] = recurrent_backward({0, 1, 4, 5, 10, 12, 14, 17});
  table["aten::miopen_rnn"] = recurrent({0, 1, 3, 4, 5, 0, 8, 11});
  table["aten::miopen_rnn_backward"] = recurrent_backward({0, 1, 4, 5, 10, 0, 13, 16});
  table["aten::lstm"] = recurrent({0, 2, 1, 0, 0, 0, 8, 7, Kind::lstm});
  table["aten::gru"] = recurrent({0, 2, 1, 0, 0, 0, 8, 7, Kind::gru});
  for (const auto* name : {"aten::rnn_tanh", "aten::rnn_relu"})
    table[name] = recurrent({0, 2, 1, 0, 0, 0, 8, 7, Kind::rnn});
}

/// Operators on each element that have no kind of their own.
constexpr std::string_view kElementwise =
    "aten::abs aten::bitwise_and aten::bitwise_not aten::bitwise_or aten::clamp "
    "aten::clamp_ aten::cos aten::div aten::div_ aten::eq aten::erf aten::ge aten::gt "
    "aten::le aten::log aten::logical_and aten::logical_not aten::logical_or aten::lt "
    "aten::masked_fill_ aten::maximum aten::minimum aten::native_dropout "
    "aten::native_dropout_backward aten::ne aten::neg aten::pow aten::reciprocal "
    "aten::rsqrt aten::sin aten::sqrt aten::sqrt_ aten::where";

void add_pointwise(Table& table) {
  using Kind = VectorKind;
  for (const auto* name : {"aten::add", "aten::add_", "aten::sub", "aten::sub_", "aten::rsub"})
    table[name] = vector(Kind::add);
  for (const auto* name : {"aten::mul", "aten::mul_"}) table[name] = vector(Kind::multiply);
  for (const auto* name : {"aten::relu", "aten::relu_", "aten::clamp_min", "aten::clamp_min_",
                           "aten::threshold_backward"})
    table[name] = vector(Kind::relu);
  for (const auto* name : {"aten::gelu", "aten::gelu_backward"}) table[name] = vector(Kind::gelu);
  for (const auto* name : {"aten::silu", "aten::silu_", "aten::silu_backward"})
    table[name] = vector(Kind::silu);
  for (const auto* name : {"aten::sigmoid", "aten::sigmoid_", "aten::sigmoid_backward"})
    table[name] = vector(Kind::sigmoid);
  for (const auto* name : {"aten::tanh", "aten::tanh_", "aten::tanh_backward"})
    table[name] = vector(Kind::tanh);
  for (const auto* name : {"aten::exp", "aten::exp_", "aten::exp2"})
    table[name] = vector(Kind::exp);
  for (const std::string_view name : split(kElementwise, ' '))
    table[name] = vector(Kind::elementwise);
}

void add_norms(Table& table) {
  using Kind = VectorKind;
  for (const auto* name : {"aten::softmax", "aten::_softmax", "aten::_log_softmax",
                           "aten::_softmax_backward_data", "aten::_log_softmax_backward_data"})
    table[name] = vector(Kind::softmax, Counting::along);
  table["aten::native_layer_norm"] = vector(Kind::layer_norm, Counting::normalized);
  table["aten::native_layer_norm_backward"] = vector(Kind::layer_norm, Counting::normalized);
  for (const auto* name : {"aten::native_group_norm", "aten::native_group_norm_backward"})
    table[name] = vector(Kind::layer_norm);
  for (const auto* name : {"aten::rms_norm", "aten::_fused_rms_norm", "_C::rms_norm",
                           "_C::fused_add_rms_norm", "aten::_fused_rms_norm_backward"})
    table[name] = vector(Kind::rms_norm);
  for (const auto* name :
       {"aten::native_batch_norm", "aten::cudnn_batch_norm", "aten::miopen_batch_norm",
        "aten::native_batch_norm_backward", "aten::cudnn_batch_norm_backward",
        "aten::miopen_batch_norm_backward", "aten::_batch_norm_impl_index", "aten::batch_norm"})
    table[name] = vector(Kind::batch_norm, Counting::channels);
  for (const auto* name : {"aten::sum", "aten::mean", "aten::max", "aten::min", "aten::amax",
                           "aten::amin", "aten::argmax", "aten::argmin", "aten::norm", "aten::var",
                           "aten::linalg_vector_norm", "aten::prod", "aten::any", "aten::all"})
    table[name] = vector(Kind::reduce, Counting::reduced);
}

void add_movement(Table& table) {
  using Kind = VectorKind;
  table["aten::copy_"] = vector(Kind::copy, Counting::moved);
  for (const auto* name : {"aten::fill_", "aten::zero_"})
    table[name] = vector(Kind::elementwise, Counting::filled);
  for (const auto* name : {"aten::cat", "aten::_cat", "aten::stack"})
    table[name] = vector(Kind::copy, Counting::joined);
  table["aten::embedding"] = vector(Kind::embedding, Counting::looked_up);
  table["aten::index_select"] = vector(Kind::embedding, Counting::selected);
  table["aten::embedding_dense_backward"] = vector(Kind::embedding, Counting::pointwise);
  table["aten::gather"] = vector(Kind::gather, Counting::indexed);
  for (const auto* name : {"aten::scatter_add_", "aten::scatter_", "aten::index_put_",
                           "aten::_index_put_impl_", "aten::index_add_", "aten::index_copy_"})
    table[name] = vector(Kind::gather, Counting::stored);
  for (const auto* name : {"aten::topk", "aten::sort"})
    table[name] = vector(Kind::top_k, Counting::pointwise);
  table["fbgemm::FloatToFP8RowwiseQuantized"] = vector(Kind::quantize);
  table["fbgemm::FP8RowwiseQuantizedToFloat"] = vector(Kind::dequantize);
  for (const auto* name :
       {"aten::max_pool2d_with_indices", "aten::max_pool2d_with_indices_backward",
        "aten::avg_pool2d", "aten::avg_pool2d_backward", "aten::_adaptive_avg_pool2d",
        "aten::_adaptive_avg_pool2d_backward"})
    table[name] = vector(Kind::pooling);
}

/// Every "aten::_foreach_..." and "aten::_fused_...": optimizers over lists of parameters.
bool is_list_update(std::string_view name) {
  return starts_with(name, "aten::_foreach_") || starts_with(name, "aten::_fused_adam") ||
         starts_with(name, "aten::_fused_sgd");
}

/// Lookups whose inputs are whole tables: how many rows are touched is nowhere.
bool is_table_lookup(std::string_view name) { return starts_with(name, "fbgemm::split_embedding"); }

const Table& table() {
  static const Table all = [] {
    Table made;
    add_products(made);
    add_convolutions(made);
    add_attention(made);
    add_recurrent(made);
    add_pointwise(made);
    add_norms(made);
    add_movement(made);
    return made;
  }();
  return all;
}

DType operand_dtype(const Call& call, std::size_t index, const Hints& hints) {
  const auto named = dtype_named(call.type(index));
  if (named == DType::fp32 && hints.tf32) return DType::tf32;
  if (named) return *named;
  return hints.dtype.value_or(DType::fp32);
}

}  // namespace

bool is_known(std::string_view name) {
  return table().count(name) > 0 || is_list_update(name) || is_table_lookup(name);
}

bool needs_values(std::string_view name) {
  return name.find("conv") != std::string_view::npos ||
         name.find("ttn") != std::string_view::npos ||
         name.find("ttention") != std::string_view::npos ||
         name.find("softmax") != std::string_view::npos ||
         name.find("rnn") != std::string_view::npos ||
         name.find("lstm") != std::string_view::npos ||
         name.find("gru") != std::string_view::npos ||
         name.find("norm") != std::string_view::npos || name == "aten::index_select" ||
         name == "aten::sum" || name == "aten::mean" || name == "aten::max" ||
         name == "aten::amax" || name == "aten::argmax";
}

Parts lower_known(const Call& call, const Hints& hints) {
  const auto found = table().find(call.name);
  if (found != table().end()) return found->second(call, hints);
  if (!is_list_update(call.name)) return {};
  return lower_vector(call, hints, VectorKind::optimizer, Counting::updated);
}

workload::Operator operator_of(workload::Work work, const Call& call, const Hints& hints,
                               std::size_t input, std::size_t weight) {
  workload::Operator op;
  op.work = std::move(work);
  op.input_dtype = operand_dtype(call, input, hints);
  op.weight_dtype = operand_dtype(call, weight, hints);
  op.output_dtype = op.input_dtype;
  if (op.input_dtype == DType::fp8 || op.input_dtype == DType::fp4) op.output_dtype = DType::bf16;
  if (op.input_dtype == DType::int8 && !std::holds_alternative<workload::Vector>(op.work))
    op.output_dtype = DType::int32;
  if (op.input_dtype == DType::tf32) op.output_dtype = DType::fp32;
  return op;
}

std::optional<DType> dtype_named(std::string_view type) {
  static const std::unordered_map<std::string_view, DType> types{
      {"float", DType::fp32},         {"c10::Half", DType::fp16},
      {"c10::BFloat16", DType::bf16}, {"Half", DType::fp16},
      {"BFloat16", DType::bf16},      {"double", DType::int64},
      {"long int", DType::int64},     {"long", DType::int64},
      {"int", DType::int32},          {"short int", DType::int16},
      {"short", DType::int16},        {"signed char", DType::int8},
      {"unsigned char", DType::int8}, {"char", DType::int8},
      {"bool", DType::int8},          {"c10::complex<float>", DType::int64},
      {"c10::qint8", DType::int8},    {"c10::quint8", DType::int8}};
  const auto found = types.find(type);
  if (found != types.end()) return found->second;
  if (type.find("Float8") != std::string_view::npos) return DType::fp8;
  if (type.find("Float4") != std::string_view::npos) return DType::fp4;
  return std::nullopt;
}

}  // namespace systole::frontend::kineto
