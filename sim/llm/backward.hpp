// From the operators of a forward pass to those of its backward pass.
#pragma once

#include "workload/graph.hpp"

namespace systole::llm {

/// The last operator first. A product becomes the gradients of its input and of its weight, the
/// second beside what follows; other work reads what it read and what came of it, and writes as
/// much as it read; an exchange happens again. `forward` holds no attention.
workload::Graph backward_of(const workload::Graph& forward);

}  // namespace systole::llm
