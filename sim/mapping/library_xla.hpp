// Vector work as XLA divides it: a reduction ends a fusion, so that what needs its result reads its
// operands from memory once more (XLA's fusion of producers into consumers,
// https://openxla.org/xla/architecture; results that are cheap to make again are not kept).
#pragma once

#include <vector>

#include "mapping/vector_cost.hpp"

namespace systole::mapping {

/// One pass over all elements. It leaves a number for each row, or the result.
struct Fusion {
  const char* name;
  VectorCost cost;
  bool is_last = false;
};

/// The passes of work that XLA makes several fusions of; else none.
std::vector<Fusion> xla_fusions(workload::VectorKind kind);

}  // namespace systole::mapping
