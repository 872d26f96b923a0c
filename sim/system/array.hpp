// One array of PEs on its own: a product runs over it while every beat is written down.
#pragma once

#include <vector>

#include "config/chip.hpp"
#include "result/array_trace.hpp"
#include "timing/fold.hpp"

namespace systole::system {

struct ArrayRequest {
  config::MatrixUnitConfig unit;
  timing::TileShape product;
  std::uint64_t seed = 1;  ///< of the operands, which are whole numbers from 1 to 5
};

/// PEs times beats that are traced at most, all arrays together.
constexpr std::int64_t kMostPeBeats = 2'000'000;

/// Runs every request on an array of its own, all in one simulation; the traces come in the order
/// of the requests. Throws UserError where an array or a product is too large to be shown, and
/// ModelError where the PEs contradict the equations or a plain multiplication. SystemC elaborates
/// once per process, so a second call throws ModelError.
std::vector<result::ArrayTrace> trace_arrays(const std::vector<ArrayRequest>& requests);

}  // namespace systole::system
