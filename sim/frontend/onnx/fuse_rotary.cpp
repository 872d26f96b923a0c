// Rotary positions out of their parts. Exporters write x * cos + turned(x) * sin, where turned(x)
// is (-second half, first half), or each half by itself: (a * cos - b * sin, b * cos + a * sin).
// The halves lie side by side or interleaved; views stand anywhere between the parts.
#include <optional>
#include <set>

#include "frontend/onnx/fuse.hpp"
#include "frontend/onnx/links.hpp"

namespace systole::frontend::onnx {

namespace {

struct Rotation {
  ValueId source = kNone;  ///< x
  std::set<StepId> steps;  ///< those that work, the last one too
};

class RotationFinder {
 public:
  explicit RotationFinder(const Links& links) : links_(links) {}

  std::optional<Rotation> ending_in(StepId root) const {
    if (links_.is(root, "Add")) return turned_as_a_whole(root);
    if (links_.is(root, "Concat")) return turned_by_halves(root);
    return std::nullopt;
  }

 private:
  /// The value that views show, and the views alone.
  ValueId behind_views(ValueId value) const {
    for (int i = 0; i < kMostViews; ++i) {
      const StepId step = links_.producer(value);
      if (step == kNone || !links_.is_whole_view(step)) break;
      value = links_.step(step).inputs.front();
    }
    return value;
  }

  /// The step of that kind which makes a value for one user only.
  StepId part(ValueId value, std::string_view op_type) const {
    for (int i = 0; i < kMostViews; ++i) {
      const StepId step = links_.producer(value);
      if (step == kNone || links_.sole_user(value) == kNone) return kNone;
      const bool fits = links_.is(step, op_type) && links_.is_alone(step) &&
                        links_.step(step).work && links_.step(step).epilogue.empty();
      if (fits) return step;
      if (!links_.is_whole_view(step)) return kNone;
      value = links_.step(step).inputs.front();
    }
    return kNone;
  }

  /// What a value is a half of: a slice, or one of the two parts of a split.
  ValueId halved(ValueId half) const {
    half = behind_views(half);
    const StepId step = links_.producer(half);
    if (!links_.is(step, "Slice") && !links_.is(step, "Split") && !links_.is(step, "Gather"))
      return kNone;
    const Step& cut = links_.step(step);
    if (cut.work || cut.inputs.empty()) return kNone;
    const ValueId whole = cut.inputs.front();
    const bool is_half =
        elements_of(links_.value(whole).dims) == 2 * elements_of(links_.value(half).dims);
    return is_half ? behind_views(whole) : kNone;
  }

  /// The x of (-second half, first half); its steps are noted.
  ValueId turned(ValueId value, std::set<StepId>& steps) const {
    const StepId joining = part(value, "Concat");
    if (joining == kNone || links_.step(joining).inputs.size() != 2) return kNone;
    const std::vector<ValueId>& halves = links_.step(joining).inputs;
    const StepId negating = part(halves[0], "Neg");
    if (negating == kNone) return kNone;
    const ValueId source = halved(links_.step(negating).inputs.front());
    if (source == kNone || source != halved(halves[1])) return kNone;
    steps.insert({joining, negating});
    return source;
  }

  /// x * cos + turned(x) * sin, in any order.
  std::optional<Rotation> turned_as_a_whole(StepId root) const {
    const Step& sum = links_.step(root);
    if (sum.inputs.size() != 2) return std::nullopt;
    for (const std::size_t i : {0U, 1U}) {
      const StepId plain = part(sum.inputs[i], "Mul");
      const StepId turning = part(sum.inputs[1 - i], "Mul");
      if (plain == kNone || turning == kNone) continue;
      for (const ValueId operand : links_.step(turning).inputs) {
        Rotation rotation{kNone, {root, plain, turning}};
        rotation.source = turned(operand, rotation.steps);
        if (rotation.source != kNone && reads(plain, rotation.source)) return rotation;
      }
    }
    return std::nullopt;
  }

  bool reads(StepId product, ValueId source) const {
    for (const ValueId input : links_.step(product).inputs)
      if (behind_views(input) == source) return true;
    return false;
  }

  /// Concat(a * cos - b * sin, b * cos + a * sin).
  std::optional<Rotation> turned_by_halves(StepId root) const {
    const Step& join = links_.step(root);
    if (join.inputs.size() != 2) return std::nullopt;
    const StepId difference = part(join.inputs[0], "Sub");
    const StepId sum = part(join.inputs[1], "Add");
    if (difference == kNone || sum == kNone) return std::nullopt;
    Rotation rotation{kNone, {root, difference, sum}};
    for (const StepId half : {difference, sum}) {
      if (links_.step(half).inputs.size() != 2) return std::nullopt;
      for (const ValueId operand : links_.step(half).inputs) {
        const StepId product = part(operand, "Mul");
        const ValueId source = product == kNone ? kNone : source_of(product);
        if (source == kNone || (rotation.source != kNone && rotation.source != source))
          return std::nullopt;
        rotation.source = source;
        rotation.steps.insert(product);
      }
    }
    return rotation;
  }

  /// What one operand of a product is a half of.
  ValueId source_of(StepId product) const {
    for (const ValueId input : links_.step(product).inputs)
      if (const ValueId source = halved(input); source != kNone) return source;
    return kNone;
  }

  static constexpr int kMostViews = 8;
  const Links& links_;
};

/// Where only a part of each head turns, the rest is joined to it: no copy in a kernel that turns
/// in place.
StepId joins_the_rest(const Links& links, StepId root, ValueId source) {
  const StepId cut = links.producer(source);
  const StepId user = links.sole_user(links.step(root).outputs.front());
  const bool fits = user != kNone && links.is(user, "Concat") && links.is_alone(user) &&
                    links.step(user).inputs.size() == 2 && links.step(user).work &&
                    (links.is(cut, "Slice") || links.is(cut, "Split"));
  if (!fits) return kNone;
  const ValueId other = Links::other_input(links.step(user), links.step(root).outputs.front());
  const StepId rest = links.producer(other);
  const bool is_rest = (links.is(rest, "Slice") || links.is(rest, "Split")) &&
                       links.step(rest).inputs.front() == links.step(cut).inputs.front();
  const auto count = [&](ValueId value) { return elements_of(links.value(value).dims); };
  const bool is_whole =
      is_rest && count(other) + count(source) == count(links.step(cut).inputs.front());
  return is_whole ? user : kNone;
}

/// Whether all that read a value, through free steps as well, are among `steps`.
bool is_read_by(const Links& links, ValueId value, const std::set<StepId>& steps, int left = 8) {
  const Value& read = links.value(value);
  if (read.leaves || left == 0) return false;
  for (const StepId user : read.users) {
    if (steps.count(user) > 0) continue;
    const Step& step = links.step(user);
    if (step.work || !links.is_alone(user)) return false;
    for (const ValueId output : step.outputs)
      if (output != kNone && !links.value(output).is_fixed() &&
          !is_read_by(links, output, steps, left - 1))
        return false;
  }
  return true;
}

/// The transpose that makes heads out of what lies side by side: the kernel reads through it.
void take_in_arrangement(const Links& links, ValueId source, std::set<StepId>& steps) {
  const StepId turning = links.producer(source);
  const bool arranges = links.is(turning, "Transpose") && links.is_alone(turning) &&
                        links.step(turning).work && is_read_by(links, source, steps);
  if (arranges) steps.insert(turning);
}

void become_one(const Links& links, StepId root, const Rotation& rotation) {
  Step& step = links.step(root);
  const Dims& dims = links.value(step.outputs.front()).dims;
  const std::int64_t count = elements_of(dims);
  const std::int64_t cols = dims.empty() ? 1 : dims.back();
  if (count < 1) return;
  step.work = workload::Vector{workload::VectorKind::rotary, count / cols, cols, count, count};
  step.input = rotation.source;
  step.source_kind = step.node.op_type == "Add" ? "Neg+Concat+Mul+Add" : "Mul+Sub+Add+Concat";
  for (const StepId part : rotation.steps)
    if (part != root) links.join(part, root);
}

}  // namespace

void fuse_rotary(Network& network) {
  const Links links(network);
  const RotationFinder finder(links);
  for (StepId id = 0; id < links.step_count(); ++id) {
    if (!links.is_alone(id) || !links.step(id).work) continue;
    auto rotation = finder.ending_in(id);
    if (!rotation) continue;
    StepId root = id;
    if (const StepId whole = joins_the_rest(links, id, rotation->source); whole != kNone) {
      rotation->source = links.step(links.producer(rotation->source)).inputs.front();
      rotation->steps.insert(whole);
      root = whole;
    }
    take_in_arrangement(links, rotation->source, rotation->steps);
    become_one(links, root, *rotation);
  }
}

}  // namespace systole::frontend::onnx
