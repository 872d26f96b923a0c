// Which pairs of queries and keys a mask leaves, from a few of its elements.
#pragma once

#include <vector>

#include "frontend/onnx/elements.hpp"

namespace systole::frontend::onnx {

/// A step between the scores and their softmax, and the one of its inputs that holds the scores.
struct MaskStep {
  StepId step = kNone;
  ValueId scores = kNone;
};

struct MaskPattern {
  bool causal = false;      ///< queries, the last of the keys' positions, see none behind them
  std::int64_t window = 0;  ///< positions that a query sees, itself included; 0: all
};

/// Looks at the corners of the mask and along its diagonal. Elements that depend on what the model
/// is given (padding) count as open.
MaskPattern pattern_of(const Network& network, Elements& elements,
                       const std::vector<MaskStep>& masks, const Dims& scores);

}  // namespace systole::frontend::onnx
