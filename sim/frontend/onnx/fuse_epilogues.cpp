// What engines do to the output of a product before it leaves the chip.
#include <algorithm>

#include "frontend/onnx/fuse.hpp"
#include "frontend/onnx/links.hpp"

namespace systole::frontend::onnx {

namespace {

using workload::VectorKind;

class EpilogueFuser {
 public:
  explicit EpilogueFuser(Network& network) : links_(network), outputs_(network.steps.size()) {
    for (StepId id = 0; id < outputs_.size(); ++id) {
      outputs_[id] = kNone;
      StepId& last = outputs_[links_.head_of(id)];
      last = last == kNone ? id : std::max(last, id);
    }
  }

  /// The later of two operators that a residual addition joins has its sum. What is left when no
  /// product takes it can still write integers.
  void run() {
    for (StepId id = links_.step_count(); id-- > 0;) {
      if (!is_head(id) || !is_product(id)) continue;
      while (take_in_next(id)) {
      }
    }
    for (StepId id = links_.step_count(); id-- > 0;)
      if (is_head(id) && !is_product(id)) take_in_quantization(id);
  }

 private:
  bool is_head(StepId id) const { return links_.is_alone(id) && links_.step(id).work; }

  bool is_product(StepId id) const {
    const workload::Work& work = *links_.step(id).work;
    return std::holds_alternative<workload::Gemm>(work) ||
           std::holds_alternative<workload::Conv2d>(work);
  }

  /// What operator `head` makes, followed through views.
  ValueId result_of(StepId head) const {
    constexpr int kMostViews = 8;
    ValueId value = links_.step(outputs_[head]).outputs.front();
    for (int i = 0; i < kMostViews && value != kNone; ++i) {
      const StepId user = links_.sole_user(value);
      if (user == kNone || !links_.is_whole_view(user)) break;
      value = links_.step(user).outputs.front();
    }
    return value;
  }

  void take_in(StepId group, StepId head) {
    links_.join(group, head);
    outputs_[head] = std::max(outputs_[head], outputs_[group]);
  }

  bool take_in_next(StepId head) {
    const ValueId value = result_of(head);
    const StepId next = value == kNone ? kNone : links_.sole_group(value);
    if (next == kNone || next == head || !links_.step(next).work) return false;
    const auto* work = std::get_if<workload::Vector>(&*links_.step(next).work);
    if (work == nullptr) return false;
    std::vector<VectorKind>& epilogue = links_.step(head).epilogue;
    if (reads_only(next, value)) {
      if (!is_epilogue(work->kind)) return false;
      if (!is_folded(next, value)) epilogue.push_back(without_operand(work->kind));
    } else {
      const bool has_sum = std::count(epilogue.begin(), epilogue.end(), VectorKind::add) > 0;
      if (has_sum || !is_residual(next, value)) return false;
      epilogue.push_back(VectorKind::add);
    }
    take_in(next, head);
    return true;
  }

  /// A fixed factor is no second tensor to multiply by.
  static VectorKind without_operand(VectorKind kind) {
    return kind == VectorKind::multiply ? VectorKind::elementwise : kind;
  }

  static bool is_epilogue(VectorKind kind) {
    switch (kind) {
      case VectorKind::elementwise:
      case VectorKind::add:
      case VectorKind::multiply:
      case VectorKind::relu:
      case VectorKind::gelu:
      case VectorKind::silu:
      case VectorKind::sigmoid:
      case VectorKind::tanh:
      case VectorKind::exp:
      case VectorKind::batch_norm:
      case VectorKind::quantize:
        return true;
      default:
        return false;
    }
  }

  /// Everything else that the operator reads never changes. One that was written out reads nothing
  /// else by its making.
  bool reads_only(StepId id, ValueId value) const {
    const Step& step = links_.step(id);
    if (step.outputs.size() != 1 && step.node.op_type != "BatchNormalization") return false;
    if (outputs_[id] != id || !step.source_kind.empty()) return step.input == value;
    return std::all_of(step.inputs.begin(), step.inputs.end(), [&](ValueId input) {
      return input == kNone || input == value || links_.value(input).is_fixed();
    });
  }

  /// A bias starts the accumulators, and batch normalisation is a factor of the weights.
  bool is_folded(StepId id, ValueId value) const {
    const Step& step = links_.step(id);
    if (step.node.op_type == "BatchNormalization") return true;
    const ValueId other = Links::other_input(step, value);
    return step.node.op_type == "Add" && other != kNone &&
           elements_of(links_.value(other).dims) < elements_of(links_.value(value).dims);
  }

  bool is_residual(StepId id, ValueId value) const {
    const Step& step = links_.step(id);
    if (step.node.op_type != "Add" && step.node.op_type != "Sum") return false;
    const ValueId other = Links::other_input(step, value);
    const auto& dims = links_.value(value).dims;
    return other != kNone && other != value && links_.value(other).dims == dims &&
           links_.value(step.outputs.front()).dims == dims;
  }

  /// Any operator can write its result as integers.
  void take_in_quantization(StepId head) {
    if (links_.step(outputs_[head]).outputs.size() != 1) return;
    const ValueId value = result_of(head);
    const StepId next = value == kNone ? kNone : links_.sole_group(value);
    if (next != kNone && next != head && links_.is(next, "QuantizeLinear")) take_in(next, head);
  }

  Links links_;
  std::vector<StepId> outputs_;  ///< by head: the last step of its operator
};

}  // namespace

void fuse_epilogues(Network& network) { EpilogueFuser(network).run(); }

}  // namespace systole::frontend::onnx
