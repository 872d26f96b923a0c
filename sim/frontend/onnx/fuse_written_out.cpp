// Activations and normalisations that exporters write out in primitives. All of them are islands:
// a few element-wise steps between one value that they read and one that they make.
#include <algorithm>
#include <optional>
#include <set>

#include "frontend/onnx/fuse.hpp"
#include "frontend/onnx/links.hpp"

namespace systole::frontend::onnx {

namespace {

using workload::VectorKind;
using OpTypes = std::set<std::string_view>;

struct Island {
  std::set<StepId> steps;
  ValueId source = kNone;  ///< the one value that it reads, apart from fixed ones
  StepId root = kNone;     ///< the step that makes its result
};

const OpTypes kNonLinear{"Sigmoid", "HardSigmoid", "Erf", "Tanh", "Clip", "Softplus"};
const OpTypes kActivationParts{"Sigmoid", "HardSigmoid", "Erf", "Tanh", "Clip", "Softplus",
                               "Mul",     "Add",         "Div", "Pow",  "Sub",  "Neg"};
const OpTypes kNormParts{"ReduceMean", "Sub", "Pow",  "Mul",        "Add",
                         "Sqrt",       "Div", "Cast", "Reciprocal", "Max"};

/// Grows islands backwards from their last step.
class IslandFinder {
 public:
  IslandFinder(const Links& links, const OpTypes& parts) : links_(links), parts_(parts) {}

  /// The smallest island that ends in `root`.
  std::optional<Island> ending_in(StepId root) const {
    constexpr std::size_t kLargest = 16;
    Island island{{root}, kNone, root};
    std::set<ValueId> frontier;
    if (!add_inputs(root, frontier)) return std::nullopt;
    while (frontier.size() > 1 || island.steps.size() == 1) {
      const StepId latest = latest_producer(frontier);
      if (latest == kNone || island.steps.size() == kLargest || !absorb(latest, island, frontier))
        return std::nullopt;
    }
    island.source = *frontier.begin();
    return island;
  }

  /// Takes one more step into the island, if nobody else needs what it makes.
  bool absorb(StepId id, Island& island, std::set<ValueId>& frontier) const {
    const Step& step = links_.step(id);
    const bool fits = parts_.count(step.node.op_type) > 0 && links_.is_alone(id) &&
                      step.outputs.size() == 1 && step.work;
    if (!fits || !is_inner(step.outputs.front(), island)) return false;
    frontier.erase(step.outputs.front());
    island.steps.insert(id);
    return add_inputs(id, frontier);
  }

 private:
  bool is_inner(ValueId id, const Island& island) const {
    const Value& value = links_.value(id);
    return !value.leaves && std::all_of(value.users.begin(), value.users.end(),
                                        [&](StepId user) { return island.steps.count(user) > 0; });
  }

  /// Fixed inputs must be scalars: a slope, a limit, a list of axes.
  bool add_inputs(StepId id, std::set<ValueId>& frontier) const {
    for (const ValueId input : links_.step(id).inputs) {
      if (input == kNone) continue;
      if (!links_.value(input).is_fixed()) {
        frontier.insert(input);
      } else if (!links_.is_fixed_scalar(input) && !links_.value(input).constant) {
        return false;
      }
    }
    return true;
  }

  /// Going back from the latest, everything that an inner value feeds is met before it.
  StepId latest_producer(const std::set<ValueId>& frontier) const {
    StepId latest = kNone;
    for (const ValueId value : frontier) {
      const StepId producer = links_.producer(value);
      if (producer != kNone && (latest == kNone || producer > latest)) latest = producer;
    }
    return latest;
  }

  const Links& links_;
  const OpTypes& parts_;
};

std::size_t count_of(const Links& links, const Island& island, std::string_view op_type) {
  return static_cast<std::size_t>(std::count_if(island.steps.begin(), island.steps.end(),
                                                [&](StepId id) { return links.is(id, op_type); }));
}

bool holds(const Links& links, const Island& island, std::string_view op_type) {
  return count_of(links, island, op_type) > 0;
}

/// Takes in the step behind the result when it multiplies, divides or shifts by something fixed.
bool extend(const Links& links, Island& island, const OpTypes& op_types) {
  const ValueId result = links.step(island.root).outputs.front();
  const StepId user = links.sole_user(result);
  if (user == kNone || !links.is_alone(user)) return false;
  const Step& step = links.step(user);
  if (op_types.count(step.node.op_type) == 0 || step.outputs.size() != 1 || !step.work)
    return false;
  const ValueId other = Links::other_input(step, result);
  const bool is_cast = step.node.op_type == "Cast";
  if (!is_cast && (other == kNone || !links.value(other).is_fixed())) return false;
  island.steps.insert(user);
  island.root = user;
  return true;
}

/// "Div+Erf+Add+Mul"
std::string kinds_of(const Links& links, const Island& island) {
  std::string kinds;
  std::set<std::string> seen;
  for (const StepId id : island.steps) {
    if (!seen.insert(links.step(id).node.op_type).second) continue;
    kinds += (kinds.empty() ? "" : "+") + links.step(id).node.op_type;
  }
  return kinds;
}

void become_one(const Links& links, const Island& island, const workload::Vector& work) {
  Step& root = links.step(island.root);
  root.source_kind = kinds_of(links, island);
  root.work = work;
  root.input = island.source;
  for (const StepId id : island.steps)
    if (id != island.root) links.join(id, island.root);
}

/// x * sigmoid(1.702 x) is an approximation of GELU; Swish has a factor of its own, usually 1.
bool is_quick_gelu(const Links& links, const Island& island) {
  for (const StepId id : island.steps)
    for (const ValueId input : links.step(id).inputs)
      if (const auto number = links.number(input); number && *number > 1.6 && *number < 1.8)
        return true;
  return false;
}

VectorKind activation_of(const Links& links, const Island& island) {
  if (holds(links, island, "Erf")) return VectorKind::gelu;
  if (holds(links, island, "Sigmoid"))
    return is_quick_gelu(links, island) ? VectorKind::gelu : VectorKind::silu;
  const bool cubes = count_of(links, island, "Mul") > 1 && holds(links, island, "Tanh");
  return cubes ? VectorKind::gelu : VectorKind::elementwise;
}

/// x times something that x opens: GELU in both spellings, SiLU, hard-swish, Mish.
void fuse_activation(const Links& links, StepId root) {
  auto island = IslandFinder(links, kActivationParts).ending_in(root);
  if (!island) return;
  const bool is_activation =
      std::any_of(kNonLinear.begin(), kNonLinear.end(),
                  [&](std::string_view op_type) { return holds(links, *island, op_type); });
  const auto& source = links.value(island->source);
  if (!is_activation || source.dims != links.value(links.step(root).outputs.front()).dims) return;
  while (extend(links, *island, {"Mul", "Div"}) &&
         links.is_fixed_scalar(Links::other_input(links.step(island->root),
                                                  links.step(island->root).inputs.front()))) {
  }
  const std::int64_t count = elements_of(source.dims);
  become_one(links, *island, {activation_of(links, *island), 1, count, count, count});
}

/// The mean is taken off outside of what the deviation is computed from.
void take_in_centring(const Links& links, const IslandFinder& finder, Island& island) {
  const StepId centring = links.producer(island.source);
  if (!links.is(centring, "Sub")) return;
  Island larger = island;
  std::set<ValueId> frontier{island.source};
  if (!finder.absorb(centring, larger, frontier)) return;
  const ValueId mean = links.step(centring).inputs.back();
  const StepId averaging = links.producer(mean);
  if (!links.is(averaging, "ReduceMean") || !finder.absorb(averaging, larger, frontier)) return;
  if (frontier.size() != 1) return;
  larger.source = *frontier.begin();
  island = larger;
}

/// x divided by the root of the mean of its squares, around its mean or not.
void fuse_norm(const Links& links, StepId root) {
  const IslandFinder finder(links, kNormParts);
  auto island = finder.ending_in(root);
  if (!island || !holds(links, *island, "ReduceMean")) return;
  if (!holds(links, *island, "Sqrt") && count_of(links, *island, "Pow") < 2) return;
  if (!holds(links, *island, "Sub")) take_in_centring(links, finder, *island);
  std::int64_t rows = 1;
  for (const StepId id : island->steps)
    if (links.is(id, "ReduceMean"))
      rows = elements_of(links.value(links.step(id).outputs.front()).dims);
  const VectorKind kind =
      holds(links, *island, "Sub") ? VectorKind::layer_norm : VectorKind::rms_norm;
  for (const std::string_view op_type : {"Cast", "Mul", "Add"}) extend(links, *island, {op_type});
  const std::int64_t count = elements_of(links.value(island->source).dims);
  if (rows < 1 || count < rows) return;
  become_one(links, *island, {kind, rows, count / rows, count, count});
}

}  // namespace

void fuse_written_out(Network& network) {
  const Links links(network);
  for (StepId id = 0; id < links.step_count(); ++id) {
    if (!links.is_alone(id) || !links.step(id).work) continue;
    if (links.is(id, "Div") || links.is(id, "Mul")) fuse_norm(links, id);
  }
  for (StepId id = 0; id < links.step_count(); ++id) {
    const bool is_single = links.is_alone(id) && links.step(id).source_kind.empty();
    if (is_single && links.step(id).work && links.is(id, "Mul")) fuse_activation(links, id);
  }
}

}  // namespace systole::frontend::onnx
