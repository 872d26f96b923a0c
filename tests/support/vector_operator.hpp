// Vector work that stands alone.
#pragma once

#include "workload/graph.hpp"

namespace systole::test {

inline workload::Operator vector_operator(workload::VectorKind kind, std::int64_t rows,
                                          std::int64_t cols) {
  workload::Operator op;
  op.name = "vector";
  op.work = workload::vector_work(kind, rows, cols);
  return op;
}

}  // namespace systole::test
