#include "frontend/kineto/collective.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "frontend/kineto/lowering.hpp"

namespace systole::frontend::kineto {

namespace {

using workload::CollectiveKind;

constexpr int kMostParents = 8;

/// What is known so far, piece by piece.
struct Known {
  std::optional<CollectiveKind> kind;
  std::int64_t elements = kNoNumber;
  std::int64_t ranks = kNoNumber;
  std::optional<DType> dtype;

  void learn(const Trace& trace, const Exchange& exchange) {
    if (!kind) kind = collective_in(trace.strings[exchange.kind]);
    if (elements < 0) elements = exchange.elements;
    if (ranks < 0) ranks = exchange.ranks;
    // "BFloat16", "Float": PyTorch's names with a capital.
    const std::string& name = trace.strings[exchange.dtype];
    if (!dtype) dtype = dtype_named(name);
    if (!dtype) dtype = dtype_named(lower(name));
  }

  /// An annotation such as "nccl:all_reduce", whose input is what is exchanged.
  void learn(const Trace& trace, const HostOp& op) {
    const std::string& name = trace.strings[op.name];
    if (!starts_with(name, "nccl:")) return;
    if (const auto told = collective_in(name)) kind = told;  // SendRecv kernels do all_to_all too
    const Call call = parse_call(name, trace.strings[op.signature]);
    if (elements < 0 && call.dims(0) != nullptr) elements = elements_of(*call.dims(0));
    if (!dtype) dtype = dtype_named(call.type(0));
  }
};

}  // namespace

std::optional<CollectiveKind> collective_in(std::string_view name) {
  std::string plain = lower(name);
  plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
  const auto has = [&](std::string_view word) { return plain.find(word) != std::string::npos; };
  if (has("reducescatter")) return CollectiveKind::reduce_scatter;
  if (has("allreduce")) return CollectiveKind::all_reduce;
  if (has("allgather")) return CollectiveKind::all_gather;
  if (has("alltoall") || has("all2all")) return CollectiveKind::all_to_all;
  if (has("broadcast")) return CollectiveKind::broadcast;
  if (has("send") || has("recv")) return CollectiveKind::send_receive;
  return std::nullopt;
}

std::optional<workload::Operator> collective_of(const Trace& trace, const GpuEvent& event, Id op) {
  Known known;
  if (event.exchange != kNone) known.learn(trace, trace.exchanges[event.exchange]);
  for (int i = 0; op != kNone && i < kMostParents; op = trace.ops[op].parent, ++i) {
    if (trace.ops[op].exchange != kNone)
      known.learn(trace, trace.exchanges[trace.ops[op].exchange]);
    known.learn(trace, trace.ops[op]);
  }
  if (!known.kind) known.kind = collective_in(trace.strings[event.name]);
  if (known.ranks < 1) known.ranks = trace.world_size;
  if (!known.kind || known.elements < 0 || known.ranks < 1) return std::nullopt;
  workload::Operator collective;
  collective.work = workload::Collective{*known.kind, known.elements, known.ranks};
  collective.input_dtype = known.dtype.value_or(DType::fp32);
  collective.weight_dtype = collective.output_dtype = collective.input_dtype;
  return collective;
}

}  // namespace systole::frontend::kineto
