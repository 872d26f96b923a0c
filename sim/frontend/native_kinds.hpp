// The kinds of operators that the native workload format knows by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace systole::frontend {

constexpr std::string_view kGemm = "gemm";
constexpr std::string_view kGroupedGemm = "grouped_gemm";
constexpr std::string_view kConv2d = "conv2d";
constexpr std::string_view kDepthwiseConv2d = "depthwise_conv2d";
constexpr std::string_view kTransposedConv2d = "transposed_conv2d";
constexpr std::string_view kAttention = "attention";
constexpr std::string_view kOpaque = "opaque";

/// All kinds, for messages.
std::vector<std::string> native_kinds();
/// Those of vector work, which an epilogue may name.
std::vector<std::string> vector_kinds();

}  // namespace systole::frontend
