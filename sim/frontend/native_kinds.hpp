// The kinds of operators that the native workload format knows by name.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace systole::frontend {

constexpr std::string_view kGemm = "gemm";
constexpr std::string_view kConv2d = "conv2d";
constexpr std::string_view kDepthwiseConv2d = "depthwise_conv2d";
/// A memory pass by any other name, which its key `what` gives.
constexpr std::string_view kMemoryPass = "memory_pass";

/// Memory passes that are a kind of their own.
constexpr std::array<std::string_view, 19> kPasses{
    "softmax", "layer_norm", "rms_norm", "batch_norm", "elementwise", "add",    "multiply",
    "relu",    "gelu",       "silu",     "sigmoid",    "tanh",        "rotary", "pooling",
    "reduce",  "embedding",  "gather",   "transpose",  "copy"};

bool is_known_pass(std::string_view kind);
/// All kinds, for messages.
std::vector<std::string> native_kinds();

}  // namespace systole::frontend
