// How the kernels of a framework do vector work, where that is published and differs from the least
// that has to be done: passes over memory, rows at one time, operations in 32 bits.
#pragma once

#include <optional>

#include "mapping/mapper.hpp"
#include "mapping/vector_cost.hpp"
#include "mapping/vector_plan.hpp"

namespace systole::mapping {

struct VectorKernel {
  VectorCost cost;
  std::int64_t element_bits = 32;  ///< that the arithmetic is done in
  std::int64_t rows_together = 0;  ///< rows of a core's blocks at one time; 0: kept until written
  RowOrder order = RowOrder::chunked;
  std::int64_t simple_per_row = 0;
  Bytes smallest_chunk = VectorPlan{}.smallest_chunk;
};

/// Dependent reads before the first load of a kernel of the library.
std::int64_t vector_lookups(Rules rules);

/// Nothing where the library has no kernel of its own for this work. `bits`: of an element in
/// memory.
std::optional<VectorKernel> library_vector_kernel(Rules rules, const workload::Vector& work,
                                                  std::int64_t bits, const config::Chip& chip);

}  // namespace systole::mapping
