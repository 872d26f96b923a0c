#include "frontend/execution_trace/work.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "frontend/kineto/collective.hpp"
#include "frontend/kineto/lowering.hpp"

namespace systole::frontend::execution_trace {

namespace {

using kineto::Call;
using kineto::HostOp;
using kineto::Id;
using kineto::kNone;

/// A set of kinds of work, one bit each.
using Kinds = std::uint64_t;

Kinds kind_bit(const workload::Work& work) {
  constexpr std::size_t kFirstVector = 16;
  const auto* vector = std::get_if<workload::Vector>(&work);
  if (vector == nullptr) return Kinds{1} << work.index();
  return Kinds{1} << (kFirstVector + static_cast<std::size_t>(vector->kind));
}

Kinds kind_bit(workload::VectorKind kind) { return kind_bit(workload::Vector{kind}); }

/// Whether what a call calls is all of its work. A product whose parts are products, or a norm
/// written out in sums, is; a sum that fills its result with zeros first does the rest itself.
bool is_accounted_for(Kinds kind, Kinds below) {
  static const Kinds products = kind_bit(workload::Gemm{}) | kind_bit(workload::GroupedGemm{}) |
                                kind_bit(workload::Conv2d{}) | kind_bit(workload::Attention{}) |
                                kind_bit(workload::Recurrent{});
  static const Kinds preparations =
      kind_bit(workload::VectorKind::elementwise) | kind_bit(workload::VectorKind::copy);
  if (below == 0) return false;
  if ((kind & products) != 0) return (below & products) != 0;
  if (kind == kind_bit(workload::VectorKind::optimizer)) return true;
  return (below & kind) != 0 || (below & ~preparations) != 0;
}

/// Operators that compute nothing, though their schemas do not tell.
bool is_free(std::string_view name) {
  static const std::unordered_set<std::string_view> names{"aten::empty",
                                                          "aten::empty_like",
                                                          "aten::empty_strided",
                                                          "aten::new_empty",
                                                          "aten::new_empty_strided",
                                                          "aten::resize_",
                                                          "aten::resize_as_",
                                                          "aten::set_",
                                                          "aten::_unsafe_view",
                                                          "aten::_reshape_alias",
                                                          "aten::detach_",
                                                          "aten::requires_grad_",
                                                          "aten::lift_fresh",
                                                          "aten::as_strided_",
                                                          "aten::record_stream",
                                                          "aten::squeeze_",
                                                          "aten::unsqueeze_",
                                                          "aten::t_",
                                                          "aten::transpose_",
                                                          "aten::_to_copy",
                                                          "aten::unflatten_dense_tensors",
                                                          "aten::flatten_dense_tensors"};
  return names.count(name) > 0;
}

class Selector {
 public:
  explicit Selector(const Recording& recording)
      : recording_(recording), below_(recording.trace.ops.size(), 0) {
    has_device_ = std::any_of(recording.calls.begin(), recording.calls.end(),
                              [](const Touched& touched) { return touched.on_device; });
  }

  /// From the last call to the first: what is inside a call comes after it.
  Selection run() {
    const std::vector<HostOp>& ops = recording_.trace.ops;
    for (std::size_t i = ops.size(); i-- > 0;) {
      visit(i);
      if (ops[i].parent != kNone) below_[ops[i].parent] |= below_[i];
    }
    std::reverse(selection_.calls.begin(), selection_.calls.end());
    return std::move(selection_);
  }

 private:
  void visit(std::size_t index) {
    const Kinds kind = kind_of(index);
    if (kind == 0) return;
    const Touched& touched = recording_.calls[index];
    if (has_device_ && !touched.on_device) {
      ++selection_.on_host;
    } else if (has_device_ && touched.on_host && is_copy(index)) {
      ++selection_.transfers;
    } else {
      selection_.calls.push_back(static_cast<Id>(index));
    }
    below_[index] |= kind;
  }

  const std::string& name_of(std::size_t index) const {
    return recording_.trace.strings[recording_.trace.ops[index].name];
  }

  bool is_copy(std::size_t index) const { return name_of(index) == "aten::copy_"; }

  /// What the call itself puts on the device, beside what it calls; 0: nothing.
  Kinds kind_of(std::size_t index) const {
    const Kinds below = below_[index];
    if (is_exchange(index)) {
      const Kinds exchange = kind_bit(workload::Collective{});
      return (below & exchange) == 0 ? exchange : 0;
    }
    const bool known = kineto::is_known(name_of(index));
    if (!known && (below != 0 || computes_nothing(index))) return 0;
    const Call call = call_of(index);
    const kineto::Parts parts = known ? kineto::lower_known(call, {}) : kineto::lower_any(call, {});
    if (parts.empty()) return 0;
    const Kinds kind = kind_bit(parts.front().work);
    return is_accounted_for(kind, below) ? 0 : kind;
  }

  bool is_exchange(std::size_t index) const {
    const std::string& name = name_of(index);
    if (starts_with(name, "nccl:") || starts_with(name, "record_param_comms")) return true;
    return starts_with(name, "c10d::") && kineto::collective_in(name).has_value();
  }

  bool computes_nothing(std::size_t index) const {
    const Touched& touched = recording_.calls[index];
    return !touched.is_operator || touched.returns_view || is_free(name_of(index));
  }

  Call call_of(std::size_t index) const {
    const HostOp& op = recording_.trace.ops[index];
    return kineto::parse_call(recording_.trace.strings[op.name],
                              recording_.trace.strings[op.signature]);
  }

  const Recording& recording_;
  std::vector<Kinds> below_;  ///< what the calls inside each call put on the device
  bool has_device_ = false;
  Selection selection_;
};

}  // namespace

Selection select_work(const Recording& recording) { return Selector(recording).run(); }

}  // namespace systole::frontend::execution_trace
