// What each kind of vector work asks of the vector unit and of the memory: the one table.
#pragma once

#include "workload/work.hpp"

namespace systole::mapping {

/// Operations per element and per row. A multiply-add counts as one simple operation.
struct VectorCost {
  std::int64_t simple = 0;
  std::int64_t special = 0;
  std::int64_t special_per_row = 0;
  std::int64_t reductions = 0;  ///< per row
  /// How often a row is read where it does not fit the operand memory.
  std::int64_t passes = 1;
  /// Whether the elements counted are those read (pooling, reductions), not those of the result.
  bool counts_read = false;
  /// Of all threads of a row's block, beyond its elements.
  std::int64_t simple_per_row = 0;
  bool works_on_rows() const { return reductions > 0; }
};

VectorCost cost_of(workload::VectorKind kind);

/// What the gates of a recurrent cell cost per hidden element and step, beyond the products.
VectorCost gates_of(workload::RecurrentKind kind);

/// What softmax costs inside of a fused attention, per score and per output element: the running
/// maximum and sum of Dao, "FlashAttention-2", 2023, arXiv:2307.08691, algorithm 1.
VectorCost online_softmax();
/// Per element of the output tile and tile of keys: the sums so far are scaled by the change of the
/// maximum.
VectorCost online_rescale();

}  // namespace systole::mapping
