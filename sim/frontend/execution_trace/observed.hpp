// Inputs and outputs as PyTorch's execution trace observer writes them: three lists `values`,
// `shapes` and `types`, one entry for each input. Chakra keeps the same lists as text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/json/value.hpp"

namespace systole::frontend::execution_trace {

struct Observed {
  const json::Value* values = nullptr;
  const json::Value* shapes = nullptr;
  const json::Value* types = nullptr;
};

/// The three lists of a node's "inputs" or "outputs"; null where there is none.
Observed observed_in(const json::Value* io);

/// The signature of a call (kineto/signature.hpp), "" where there are no inputs.
std::string signature_of(const Observed& inputs, bool with_values);

/// Where a tensor's elements lie. Views share their storage with what they look at.
struct TensorPlace {
  std::string storage;  ///< its number in the file
  bool on_host = false;
};
/// All tensors among the values, those in lists too.
std::vector<TensorPlace> tensors_of(const Observed& observed);

}  // namespace systole::frontend::execution_trace
