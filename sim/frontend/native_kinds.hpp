// The kinds of operators that the native workload format knows by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace systole::frontend {

constexpr std::string_view kGemm = "gemm";
constexpr std::string_view kConv2d = "conv2d";
constexpr std::string_view kDepthwiseConv2d = "depthwise_conv2d";

/// All kinds, for messages.
std::vector<std::string> native_kinds();

}  // namespace systole::frontend
