// Exchanges between GPUs: what a trace says of an NCCL kernel.
#pragma once

#include <optional>
#include <string>

#include "frontend/kineto/trace.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::kineto {

/// The collective that a name speaks of: "nccl:_all_gather_base",
/// "ncclDevKernel_AllReduce_Sum_f32_RING_LL(...)".
std::optional<workload::CollectiveKind> collective_in(std::string_view name);

/// The collective behind a kernel, from what itself or the host operators around its launch (`op`
/// and its parents) say of elements and ranks; nothing when they say too little.
std::optional<workload::Operator> collective_of(const Trace& trace, const GpuEvent& event, Id op);

}  // namespace systole::frontend::kineto
