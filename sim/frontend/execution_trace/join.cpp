#include "frontend/execution_trace/join.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "frontend/kineto/kineto.hpp"

namespace systole::frontend::execution_trace {

namespace {

using kineto::HostOp;
using kineto::Id;
using kineto::kNone;

using ByFunctionId = std::unordered_map<std::int64_t, Id>;

ByFunctionId by_function_id(const Recording& recording) {
  ByFunctionId calls;
  for (std::size_t i = 0; i < recording.function_ids.size(); ++i) {
    if (recording.function_ids[i] > 0) calls.emplace(recording.function_ids[i], static_cast<Id>(i));
  }
  return calls;
}

struct Joined {
  std::size_t calls = 0;  ///< of the profiler's trace
  std::size_t in_both = 0;
  std::size_t given_inputs = 0;  ///< that had none in the profiler's trace
};

Joined give_inputs(const Recording& recording, kineto::Trace& trace) {
  const ByFunctionId calls = by_function_id(recording);
  Joined joined;
  joined.calls = trace.ops.size();
  for (HostOp& op : trace.ops) {
    const auto found = calls.find(op.function_id);
    if (found == calls.end()) continue;
    const HostOp& call = recording.trace.ops[found->second];
    if (recording.trace.strings[call.name] != trace.strings[op.name]) continue;
    ++joined.in_both;
    if (op.signature != kNone || call.signature == kNone) continue;
    op.signature = trace.strings.id_of(recording.trace.strings[call.signature]);
    ++joined.given_inputs;
  }
  return joined;
}

}  // namespace

workload::Graph join(const Recording& recording, const SourceFile& profile) {
  kineto::Trace trace = kineto::load_trace(profile);
  const Joined joined = give_inputs(recording, trace);
  if (joined.in_both == 0) {
    throw UserError(fmt::format(
        "{}: none of its {} calls is in the execution trace: expected both to record the same run "
        "(\"Record function id\" of the one is \"rf_id\" of the other)",
        profile.path(), joined.calls));
  }
  workload::Graph graph = kineto::graph_of(std::move(trace));
  graph.notes.insert(
      graph.notes.begin(),
      fmt::format("joined with the execution trace: {} of {} calls are in both, and {} take their "
                  "inputs from it",
                  joined.in_both, joined.calls, joined.given_inputs));
  return graph;
}

}  // namespace systole::frontend::execution_trace
