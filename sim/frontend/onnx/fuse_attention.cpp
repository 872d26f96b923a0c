// softmax(Q K^T) V out of its parts: scales, masks, casts and reshapes may stand between them, and
// the transposes around them only arrange heads.
#include <algorithm>
#include <optional>
#include <set>

#include "base/checked.hpp"
#include "frontend/onnx/fuse.hpp"
#include "frontend/onnx/links.hpp"
#include "frontend/onnx/mask.hpp"
#include "frontend/onnx/shapes.hpp"

namespace systole::frontend::onnx {

namespace {

using Steps = std::set<StepId>;

/// Steps that may stand between the parts.
constexpr int kLongestWay = 12;

struct Parts {
  StepId scores = kNone;  ///< Q K^T
  StepId softmax = kNone;
  StepId context = kNone;  ///< times V
  Steps others;
  std::vector<MaskStep> masks;  ///< between scores and softmax
};

class AttentionFinder {
 public:
  explicit AttentionFinder(const Links& links) : links_(links) {}

  std::optional<Parts> around(StepId softmax) const {
    Parts parts;
    parts.softmax = softmax;
    const Step& step = links_.step(softmax);
    parts.scores = product_before(step.inputs.front(), softmax, kLongestWay, parts);
    if (parts.scores == kNone) return std::nullopt;
    parts.context = product_behind(step.outputs.front(), parts.others);
    if (parts.context == kNone) return std::nullopt;
    return parts;
  }

  /// Transposes and scales of one operand that nothing else needs.
  void take_in_arrangement(ValueId value, StepId user, Steps& others) const {
    for (int i = 0; i < kLongestWay; ++i) {
      const StepId step = links_.producer(value);
      if (step == kNone || links_.sole_user(value) != user) return;
      const bool is_arranging =
          links_.is_alone(step) && (links_.is(step, "Transpose") || is_scale(step));
      if (!is_arranging && !links_.is_whole_view(step)) return;
      if (links_.step(step).work) others.insert(step);
      value = path_input(step);
      user = step;
    }
  }

  /// The transpose that puts heads back beside each other.
  void take_in_result(StepId context, Steps& others) const {
    ValueId value = links_.step(context).outputs.front();
    for (int i = 0; i < 3; ++i) {
      const StepId user = links_.sole_user(value);
      if (user == kNone) return;
      if (links_.is(user, "Transpose") && links_.is_alone(user) && links_.step(user).work) {
        others.insert(user);
        return;
      }
      if (!links_.is_whole_view(user)) return;
      value = links_.step(user).outputs.front();
    }
  }

 private:
  bool is_product(StepId id) const {
    const Step& step = links_.step(id);
    return (links_.is(id, "MatMul") || links_.is(id, "FusedMatMul")) && links_.is_alone(id) &&
           step.work && step.inputs.size() == 2;
  }

  bool is_scale(StepId id) const {
    const bool scales = links_.is(id, "Mul") || links_.is(id, "Div");
    const Step& step = links_.step(id);
    return scales && step.inputs.size() == 2 &&
           (links_.is_fixed_scalar(step.inputs[0]) || links_.is_fixed_scalar(step.inputs[1]));
  }

  /// The input of a scale or a view that is no constant.
  ValueId path_input(StepId id) const {
    const Step& step = links_.step(id);
    const bool first_is_fixed = step.inputs.size() == 2 && links_.value(step.inputs[0]).is_fixed();
    return step.inputs[first_is_fixed ? 1 : 0];
  }

  /// Inputs through which scores may come: past a scale, a mask, a cast or a view.
  std::vector<ValueId> ways_back(StepId id) const {
    const Step& step = links_.step(id);
    if (links_.is_whole_view(id)) return {step.inputs.front()};
    if (!links_.is_alone(id)) return {};
    if (is_scale(id)) return {path_input(id)};
    if (links_.is(id, "Cast")) return {step.inputs.front()};
    const bool masks = links_.is(id, "Add") || links_.is(id, "Where") || links_.is(id, "Sub") ||
                       links_.is(id, "Mul");
    if (!masks) return {};
    std::vector<ValueId> ways;
    const Dims& result = links_.value(step.outputs.front()).dims;
    for (std::size_t i = links_.is(id, "Where") ? 1 : 0; i < step.inputs.size(); ++i)
      if (step.inputs[i] != kNone && links_.value(step.inputs[i]).dims == result)
        ways.push_back(step.inputs[i]);
    return ways;
  }

  /// Whether a step's result has queries and keys on its last two axes, as the scores have.
  bool has_axes(StepId id, const Dims& scores) const {
    const Dims& dims = links_.value(links_.step(id).outputs.front()).dims;
    return dims.size() > 1 && scores.size() > 1 && dims.back() == scores.back() &&
           dims[dims.size() - 2] == scores[scores.size() - 2];
  }

  /// The product whose scores `value` holds; the steps on the way are noted.
  StepId product_before(ValueId value, StepId user, int left, Parts& parts) const {
    const StepId step = links_.producer(value);
    if (step == kNone || left == 0 || links_.sole_user(value) != user) return kNone;
    if (is_product(step)) return step;
    for (const ValueId way : ways_back(step)) {
      const StepId found = product_before(way, step, left - 1, parts);
      if (found == kNone) continue;
      if (links_.step(step).work) parts.others.insert(step);
      if (has_axes(step, links_.value(links_.step(found).outputs.front()).dims))
        parts.masks.push_back({step, way});
      return found;
    }
    return kNone;
  }

  StepId product_behind(ValueId value, Steps& others) const {
    for (int i = 0; i < kLongestWay; ++i) {
      const StepId user = links_.sole_user(value);
      if (user == kNone) return kNone;
      if (is_product(user)) return links_.step(user).inputs.front() == value ? user : kNone;
      const std::vector<ValueId> ways = ways_back(user);
      if (std::find(ways.begin(), ways.end(), value) == ways.end()) return kNone;
      if (links_.step(user).work) others.insert(user);
      value = links_.step(user).outputs.front();
    }
    return kNone;
  }

  const Links& links_;
};

std::int64_t from_end(const Dims& dims, std::size_t i) {
  return i < dims.size() ? dims[dims.size() - 1 - i] : 1;
}

/// Keys that several heads share are expanded before the product, or broadcast by it.
std::int64_t kv_heads_of(const Links& links, ValueId keys, std::int64_t heads) {
  const std::int64_t own = from_end(links.value(keys).dims, 2);
  for (int i = 0; i < kLongestWay; ++i) {
    const StepId step = links.producer(keys);
    if (step == kNone) break;
    const Step& here = links.step(step);
    if (links.is(step, "Expand")) {
      const std::int64_t before = elements_of(links.value(here.inputs.front()).dims);
      const std::int64_t copies =
          before == 0 ? 1 : elements_of(links.value(here.outputs.front()).dims) / before;
      if (copies > 1 && heads % copies == 0) return heads / copies;
    }
    if (!links.is_view(step) && !links.is(step, "Transpose")) break;
    keys = here.inputs.front();
  }
  return own > 0 && heads % own == 0 ? own : heads;
}

workload::Attention attention_of(const Links& links, const Parts& parts) {
  const Step& scores = links.step(parts.scores);
  const Dims& result = links.value(scores.outputs.front()).dims;
  const Dims& values = links.value(links.step(parts.context).inputs.back()).dims;
  workload::Attention work;
  work.query_length = from_end(result, 1);
  work.key_length = from_end(result, 0);
  work.heads = from_end(result, 2);
  work.batch = result.size() > 3 ? span_of(result, 0, result.size() - 3) : 1;
  work.head_dim = from_end(links.value(scores.inputs.front()).dims, 0);
  work.value_dim = from_end(values, 0);
  work.kv_heads = kv_heads_of(links, scores.inputs.back(), work.heads);
  return work;
}

/// Vectors and stacks that only one of the products broadcasts are no heads.
bool has_same_products(const Links& links, const Parts& parts, const workload::Attention& work) {
  const auto macs_of = [](const workload::Work& any) {
    workload::Operator op;
    op.work = any;
    return workload::macs_of(op);
  };
  for (const StepId product : {parts.scores, parts.context})
    for (const ValueId input : links.step(product).inputs)
      if (links.value(input).dims.size() < 2) return false;
  return checked_add(macs_of(*links.step(parts.scores).work),
                     macs_of(*links.step(parts.context).work), "products") == macs_of(work);
}

/// What a mask that the file holds or computes leaves of the pairs.
void take_in_mask(const Network& network, Elements& elements, const Parts& parts,
                  workload::Attention& work) {
  const Step& scores = network.steps[parts.scores];
  const MaskPattern pattern =
      pattern_of(network, elements, parts.masks, network.values[scores.outputs.front()].dims);
  work.causal = pattern.causal;
  work.window = pattern.window;
}

void fuse_around(const Network& network, const Links& links, Elements& elements, StepId softmax) {
  const AttentionFinder finder(links);
  std::optional<Parts> parts = finder.around(softmax);
  if (!parts) return;
  const Step& scores = links.step(parts->scores);
  const Step& context = links.step(parts->context);
  workload::Attention work = attention_of(links, *parts);
  if (!has_same_products(links, *parts, work)) return;
  take_in_mask(network, elements, *parts, work);
  finder.take_in_arrangement(scores.inputs.front(), parts->scores, parts->others);
  finder.take_in_arrangement(scores.inputs.back(), parts->scores, parts->others);
  finder.take_in_arrangement(context.inputs.back(), parts->context, parts->others);
  finder.take_in_result(parts->context, parts->others);
  Step& head = links.step(softmax);
  head.work = work;
  head.input = scores.inputs.front();
  head.weight = scores.inputs.back();
  head.source_kind = scores.node.op_type + "+Softmax+" + context.node.op_type;
  links.join(parts->scores, softmax);
  links.join(parts->context, softmax);
  for (const StepId other : parts->others) links.join(other, softmax);
}

}  // namespace

void fuse_attention(Network& network) {
  const Links links(network);
  Elements elements(network);
  for (StepId id = 0; id < links.step_count(); ++id) {
    const Step& step = links.step(id);
    if (!links.is(id, "Softmax") || !step.work || !links.is_alone(id)) continue;
    const auto& vector = std::get<workload::Vector>(*step.work);
    if (vector.cols == from_end(links.value(step.outputs.front()).dims, 0))
      fuse_around(network, links, elements, id);
  }
}

}  // namespace systole::frontend::onnx
