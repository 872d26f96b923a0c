// One operator of the native workload format.
#pragma once

#include "frontend/native_keys.hpp"
#include "workload/graph.hpp"

namespace systole::frontend {

struct OperandTypes {
  DType input = DType::int8;
  DType weight = DType::int8;
  DType output = DType::int8;
};

/// The key `dtype`: one type for all operands, or a map of input, weight, output; what is absent
/// stays as in `outer`.
OperandTypes read_dtypes(NativeKeys& keys, const OperandTypes& outer);

// What the key `weight` says.
constexpr std::string_view kParameter = "parameter";
constexpr std::string_view kActivation = "activation";

/// The role of the weight operand where the file says nothing: that of attention is keys and
/// values.
workload::WeightRole usual_role(const workload::Work& work);

/// Reads everything of an operator but its name and dependencies, and checks it. After a mistake
/// the work is some valid work, so that reading goes on.
workload::Operator read_operator(NativeKeys& keys, const std::string& name,
                                 const OperandTypes& types, Diagnostics& diagnostics);

/// What the head of a file says of the whole graph: notes, parameter_count and kv_cache_bytes.
void read_totals(NativeKeys& keys, workload::Graph& graph);

}  // namespace systole::frontend
