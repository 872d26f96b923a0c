// The command stream of an operator that only moves data: read, pass, write, chunk by chunk.
#pragma once

#include <deque>

#include "config/chip.hpp"
#include "program/program.hpp"
#include "workload/graph.hpp"

namespace systole::mapping {

/// How a memory pass is cut: as many chunks as the larger side needs.
struct PassPlan {
  Bytes bytes_read = 0;
  Bytes bytes_written = 0;
  std::int64_t chunks = 1;
  std::int64_t slots = 2;
};

PassPlan plan_pass(const workload::Operator& op, const config::SramConfig& sram);
program::Kernel pass_kernel(const workload::Operator& op, const PassPlan& plan);

}  // namespace systole::mapping
