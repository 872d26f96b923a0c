#include "frontend/onnx/operators.hpp"

#include <unordered_map>
#include <vector>

#include "frontend/onnx/rules.hpp"

namespace systole::frontend::onnx {

namespace {

// clang-format off
constexpr OperatorRule kRules[]{
    // Convolutions: rules_convolution.cpp
    {"Conv", conv, from_to(1, 2)},
    {"FusedConv", conv, from_to(1, 2)},
    {"ConvInteger", conv, at(1), from_to(2, 3)},
    {"QLinearConv", qlinear_conv, at(3) | at(8), from_to(1, 2) | from_to(4, 7)},
    {"ConvTranspose", conv_transpose, from_to(1, 2)},

    // Products: rules_matmul.cpp
    {"Gemm", gemm, from_to(1, 2)},
    {"FusedGemm", gemm, from_to(1, 2)},
    {"MatMul", matmul, from_to(0, 1)},
    {"FusedMatMul", fused_matmul, from_to(0, 1)},
    {"TransposeMatMul", fused_matmul, from_to(0, 1)},
    {"MatMulInteger", matmul, from_to(0, 1), from_to(2, 3)},
    {"QLinearMatMul", qlinear_matmul, at(0) | at(3), from_to(1, 2) | from_to(4, 7)},
    {"MatMulNBits", matmul_n_bits, at(1), from_to(2, 5)},
    {"Einsum", einsum, from_to(0, 1)},

    // Attention: rules_attention.cpp
    {"Attention", attention},
    {"MultiHeadAttention", multi_head_attention},
    {"GroupQueryAttention", group_query_attention, 0, from_to(7, 8)},
    {"RotaryEmbedding", rotary_embedding, 0, from_to(1, 3)},

    // Pooling: rules_pooling.cpp
    {"MaxPool", pool},
    {"AveragePool", pool},
    {"LpPool", pool},
    {"QLinearAveragePool", pool, 0, from_to(1, 4)},
    {"GlobalAveragePool", global_pool},
    {"GlobalMaxPool", global_pool},
    {"GlobalLpPool", global_pool},
    {"QLinearGlobalAveragePool", qlinear_global_pool, 0, from_to(1, 4)},
    {"LRN", local_response_normalization},
    {"RoiAlign", roi_align},
    {"MaxRoiPool", roi_align},
    {"Resize", resize, 0, from_to(1, 3)},
    {"Upsample", resize, 0, at(1)},

    // Normalisation and softmax: rules_normalization.cpp
    {"BatchNormalization", batch_normalization, from_to(1, 2), from_to(3, 4)},
    {"LayerNormalization", layer_normalization, from_to(1, 2)},
    {"SimplifiedLayerNormalization", rms_normalization, at(1)},
    {"RMSNormalization", rms_normalization, at(1)},
    {"SkipLayerNormalization", skip_layer_normalization, from_to(2, 4)},
    {"SkipSimplifiedLayerNormalization", skip_rms_normalization, from_to(2, 3)},
    {"InstanceNormalization", instance_normalization, from_to(1, 2)},
    {"GroupNormalization", instance_normalization, from_to(1, 2)},
    {"GroupNorm", instance_normalization, from_to(1, 2)},
    {"MeanVarianceNormalization", instance_normalization},
    {"LpNormalization", instance_normalization},
    {"Softmax", softmax},
    {"LogSoftmax", softmax},
    {"Hardmax", softmax},

    // Each element by itself: rules_elementwise.cpp
    {"Relu", relu},
    {"LeakyRelu", relu},
    {"PRelu", broadcast, at(1)},
    {"Clip", clip},
    {"Gelu", gelu},
    {"FastGelu", bias_gelu, at(1)},
    {"BiasGelu", bias_gelu, at(1)},
    {"QuickGelu", gelu},
    {"Swish", silu},
    {"Sigmoid", sigmoid},
    {"Tanh", tanh},
    {"Exp", exp},
    {"Abs", unary}, {"Acos", unary}, {"Acosh", unary}, {"Asin", unary}, {"Asinh", unary},
    {"Atan", unary}, {"Atanh", unary}, {"BitwiseNot", unary}, {"Ceil", unary}, {"Celu", unary},
    {"Cos", unary}, {"Cosh", unary}, {"Elu", unary}, {"Erf", unary}, {"Floor", unary},
    {"HardSigmoid", unary}, {"HardSwish", unary}, {"IsInf", unary}, {"IsNaN", unary},
    {"Log", unary}, {"Mish", unary}, {"Neg", unary}, {"Not", unary}, {"Reciprocal", unary},
    {"Round", unary}, {"Selu", unary}, {"Shrink", unary}, {"Sign", unary}, {"Sin", unary},
    {"Sinh", unary}, {"Softplus", unary}, {"Softsign", unary}, {"Sqrt", unary}, {"Tan", unary},
    {"ThresholdedRelu", unary}, {"Trilu", unary, 0, at(1)}, {"Bernoulli", unary},
    {"Add", add},
    {"Sum", add},
    {"Mul", multiply},
    {"Sub", broadcast}, {"Div", broadcast}, {"Pow", broadcast}, {"Mod", broadcast},
    {"Min", broadcast}, {"Max", broadcast}, {"Mean", broadcast}, {"BitShift", broadcast},
    {"BitwiseAnd", broadcast}, {"BitwiseOr", broadcast}, {"BitwiseXor", broadcast},
    {"Equal", comparison}, {"Greater", comparison}, {"GreaterOrEqual", comparison},
    {"Less", comparison}, {"LessOrEqual", comparison}, {"And", comparison}, {"Or", comparison},
    {"Xor", comparison}, {"Where", comparison},
    {"Dropout", dropout},
    {"Cast", cast},
    {"CastLike", cast},

    // Reductions: rules_reduction.cpp
    {"ReduceL1", reduce}, {"ReduceL2", reduce}, {"ReduceLogSum", reduce},
    {"ReduceLogSumExp", reduce}, {"ReduceMax", reduce}, {"ReduceMean", reduce},
    {"ReduceMin", reduce}, {"ReduceProd", reduce}, {"ReduceSum", reduce},
    {"ReduceSumSquare", reduce},
    {"ArgMax", arg_reduce},
    {"ArgMin", arg_reduce},
    {"CumSum", cumulative},
    {"TopK", top_k},

    // Views, constants and shape arithmetic: rules_shape.cpp
    {"Constant", constant},
    {"ConstantOfShape", constant_of_shape},
    {"Identity", identity},
    {"Shape", shape},
    {"Size", size},
    {"Reshape", reshape},
    {"Flatten", flatten},
    {"Squeeze", squeeze},
    {"Unsqueeze", unsqueeze},
    {"Expand", expand},
    {"Range", range},
    {"RandomNormalLike", random_like},
    {"RandomUniformLike", random_like},
    {"RandomNormal", random_of_shape},
    {"RandomUniform", random_of_shape},

    // Movement: rules_movement.cpp
    {"Transpose", transpose},
    {"Concat", concat},
    {"Split", split},
    {"Slice", slice},
    {"Gather", gather},
    {"GatherElements", gather_elements},
    {"GatherND", gather_nd},
    {"ScatterElements", scatter},
    {"ScatterND", scatter},
    {"Scatter", scatter},
    {"Tile", tile},
    {"Pad", pad},
    {"DepthToSpace", depth_to_space},
    {"SpaceToDepth", space_to_depth},
    {"ReverseSequence", copy},
    {"EyeLike", copy},
    {"OneHot", one_hot},
    {"NonZero", non_zero},
    {"NonMaxSuppression", non_max_suppression},
    {"GridSample", grid_sample},

    // Quantised: rules_quantization.cpp
    {"QuantizeLinear", quantize, 0, from_to(1, 2)},
    {"DequantizeLinear", dequantize, at(0), from_to(1, 2)},
    {"DynamicQuantizeLinear", dynamic_quantize},
    {"QLinearAdd", qlinear_binary, 0, from_to(1, 2) | from_to(4, 7)},
    {"QLinearMul", qlinear_binary, 0, from_to(1, 2) | from_to(4, 7)},
    {"QLinearSigmoid", qlinear_unary, 0, from_to(1, 4)},
    {"QLinearLeakyRelu", qlinear_unary, 0, from_to(1, 4)},
    {"QLinearSoftmax", qlinear_unary, 0, from_to(1, 4)},
    {"QLinearConcat", qlinear_concat},

    // Recurrent: rules_recurrent.cpp
    {"RNN", rnn, from_to(1, 3)},
    {"GRU", gru, from_to(1, 3)},
    {"LSTM", lstm, from_to(1, 3) | at(7)},
};
// clang-format on

}  // namespace

const OperatorRule* rule_of(std::string_view op_type) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const OperatorRule*> by_name;
    for (const OperatorRule& rule : kRules) by_name.emplace(rule.op_type, &rule);
    return by_name;
  }();
  const auto found = index.find(op_type);
  return found == index.end() ? nullptr : found->second;
}

std::vector<std::string_view> known_operators() {
  std::vector<std::string_view> names;
  for (const OperatorRule& rule : kRules) names.push_back(rule.op_type);
  return names;
}

void unknown_operator(StepContext& step) {
  for (std::size_t i = 0; i < step.output_count(); ++i) {
    if (i == 0 && step.shape_is_given()) continue;
    if (step.has(0)) step.output(i, step.dims());
  }
  step.vector(workload::VectorKind::unknown);
}

}  // namespace systole::frontend::onnx
