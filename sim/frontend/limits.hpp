// Bounds that keep hostile or mistaken files cheap to refuse.
#pragma once

#include <cstddef>
#include <cstdint>

namespace systole::frontend {

/// The most operators that a native workload may have once its repeat blocks are written out.
constexpr std::size_t kMostOperators = 100'000;

/// Of a native workload: enough for kMostOperators as `import` writes them, and a few seconds of
/// parsing.
constexpr std::int64_t kLargestNativeText = 32LL << 20;

/// The most operators of a trace, which are all written out in the file.
constexpr std::size_t kMostTraceOperators = 1'000'000;

/// The most groups of all grouped GEMMs together, and names of `after` in all operators together:
/// repeat blocks multiply both.
constexpr std::size_t kMostGroups = 2'000'000;
constexpr std::size_t kMostDependencies = 4'000'000;

/// Of an operator's name with those of the blocks around it, and of other texts that it carries.
constexpr std::size_t kLongestName = 1000;

/// The most operations in an epilogue.
constexpr std::size_t kMostEpilogue = 16;

/// After so many mistakes a reader stops looking for more.
constexpr std::size_t kMostErrors = 100;

}  // namespace systole::frontend
