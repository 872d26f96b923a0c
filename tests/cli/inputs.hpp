// Small inputs of the command line tests.
#pragma once

namespace systole::test {

constexpr const char* kSmallGemms = "Layer, M, N, K,\nfirst, 8, 8, 8,\nsecond, 16, 4, 12,\n";

/// Far more work than any test waits for at --fidelity cycle.
constexpr const char* kEndlessGemm = "Layer, M, N, K,\nlong, 20000, 1024, 1024,\n";

constexpr const char* kConvolutionHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
    "Strides,\n";

}  // namespace systole::test
