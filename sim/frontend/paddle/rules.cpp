#include "frontend/paddle/rules.hpp"

#include <unordered_map>

namespace systole::frontend::paddle {

namespace {

// clang-format off
constexpr Rule kRules[]{
    {"conv2d", convolution, "Conv"}, {"depthwise_conv2d", convolution, "Conv"},
    {"conv3d", convolution, "Conv"}, {"conv2d_transpose", convolution, "ConvTranspose"},
    {"depthwise_conv2d_transpose", convolution, "ConvTranspose"},
    {"pool2d", pool, ""},
    {"matmul", matmul, ""}, {"matmul_v2", matmul, ""}, {"bmm", matmul, ""}, {"mul", mul, ""},
    {"fc", fully_connected, ""},
    {"batch_norm", batch_norm, ""}, {"sync_batch_norm", batch_norm, ""},
    {"layer_norm", layer_norm, ""}, {"group_norm", group_norm, "GroupNormalization"},
    {"instance_norm", group_norm, "InstanceNormalization"},
    {"nearest_interp", interpolate, "nearest"}, {"nearest_interp_v2", interpolate, "nearest"},
    {"bilinear_interp", interpolate, "linear"}, {"bilinear_interp_v2", interpolate, "linear"},

    {"relu", unary, "Relu"}, {"relu6", unary, "Clip"}, {"clip", unary, "Clip"},
    {"sigmoid", unary, "Sigmoid"}, {"tanh", unary, "Tanh"}, {"exp", unary, "Exp"},
    {"gelu", unary, "Gelu"}, {"swish", unary, "Swish"}, {"silu", unary, "Swish"},
    {"hard_swish", unary, "HardSwish"}, {"hard_sigmoid", unary, "HardSigmoid"},
    {"leaky_relu", unary, "LeakyRelu"}, {"elu", unary, "Elu"}, {"softplus", unary, "Softplus"},
    {"mish", unary, "Mish"}, {"abs", unary, "Abs"}, {"floor", unary, "Floor"},
    {"ceil", unary, "Ceil"}, {"round", unary, "Round"}, {"log", unary, "Log"},
    {"sin", unary, "Sin"}, {"cos", unary, "Cos"}, {"erf", unary, "Erf"},
    {"sqrt", unary, "Sqrt"}, {"rsqrt", unary, "Sqrt"}, {"reciprocal", unary, "Reciprocal"},
    {"logical_not", unary, "Not"}, {"assign", unary, "Identity"}, {"dropout", unary, "Dropout"},
    {"softmax", along_axis, "Softmax"}, {"log_softmax", along_axis, "LogSoftmax"},
    {"square", with_itself, "Mul"}, {"scale", scale, ""}, {"pow", power, "Pow"},
    {"cast", cast, "Cast"},
    {"elementwise_add", binary, "Add"}, {"elementwise_sub", binary, "Sub"},
    {"elementwise_mul", binary, "Mul"}, {"elementwise_div", binary, "Div"},
    {"elementwise_max", binary, "Max"}, {"elementwise_min", binary, "Min"},
    {"elementwise_pow", binary, "Pow"}, {"elementwise_mod", binary, "Mod"},
    {"elementwise_floordiv", binary, "Div"},
    {"equal", binary, "Equal"}, {"not_equal", binary, "Equal"}, {"less_than", binary, "Less"},
    {"less_equal", binary, "LessOrEqual"}, {"greater_than", binary, "Greater"},
    {"greater_equal", binary, "GreaterOrEqual"},
    {"logical_and", binary, "And"}, {"logical_or", binary, "Or"},
    {"reduce_mean", reduce, "ReduceMean"}, {"reduce_sum", reduce, "ReduceSum"},
    {"reduce_max", reduce, "ReduceMax"}, {"reduce_min", reduce, "ReduceMin"},
    {"reduce_prod", reduce, "ReduceProd"}, {"mean", reduce, "ReduceMean"},
    {"arg_max", arg_reduce, "ArgMax"}, {"arg_min", arg_reduce, "ArgMin"},
    {"top_k", top_k, "TopK"}, {"top_k_v2", top_k, "TopK"},

    {"reshape", reshape, ""}, {"reshape2", reshape, ""},
    {"flatten_contiguous_range", flatten_range, ""}, {"flatten2", flatten, "Flatten"},
    {"transpose", transpose, ""}, {"transpose2", transpose, ""},
    {"squeeze2", with_axes, "Squeeze"}, {"unsqueeze2", with_axes, "Unsqueeze"},
    {"concat", concat, ""}, {"stack", stack, ""}, {"split", split, ""},
    {"slice", slice, ""}, {"strided_slice", slice, ""},
    {"expand_v2", expand, ""}, {"tile", tile, ""}, {"gather", gather, ""},
    {"lookup_table", lookup, ""}, {"lookup_table_v2", lookup, ""},
    {"shape", shape_of, ""}, {"fill_constant", fill_constant, ""}};
// clang-format on

}  // namespace

const Rule* rule_of(std::string_view type) {
  static const auto rules = [] {
    std::unordered_map<std::string_view, const Rule*> made;
    for (const Rule& rule : kRules) made.emplace(rule.type, &rule);
    return made;
  }();
  const auto found = rules.find(type);
  return found == rules.end() ? nullptr : found->second;
}

}  // namespace systole::frontend::paddle
