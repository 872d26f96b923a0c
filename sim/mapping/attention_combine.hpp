// The kernel that makes one output of the parts of the keys.
#pragma once

#include "mapping/attention_plan.hpp"
#include "program/program.hpp"

namespace systole::mapping {

/// Sums of the parts are weighed by their maxima, added and divided by the common denominator. A
/// core takes some rows at a time and goes through their parts, of which it reads so many ahead.
struct CombinePlan {
  std::int64_t rows = 1;
  std::int64_t parts = 1;
  std::int64_t value_dim = 1;
  Bytes partial_row_bytes = 0;
  Bytes output_row_bytes = 0;
  std::int64_t rows_of_block = 1;
  std::int64_t parts_ahead = 2;
  std::int64_t cores = 1;
};

CombinePlan combine_plan(const AttentionPlan& plan, const config::Chip& chip);

/// `named` gives the kernel its name and kind.
program::Kernel combine_kernel(const CombinePlan& plan, const program::KernelHeader& named);

}  // namespace systole::mapping
