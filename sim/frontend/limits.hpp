// Bounds that keep hostile or mistaken files cheap to refuse.
#pragma once

#include <cstddef>

namespace systole::frontend {

/// The most operators a native workload may have once its repeat blocks are written out.
constexpr std::size_t kMostOperators = 100'000;

/// After so many mistakes a reader stops looking for more.
constexpr std::size_t kMostErrors = 100;

}  // namespace systole::frontend
