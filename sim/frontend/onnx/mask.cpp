#include "frontend/onnx/mask.hpp"

#include <algorithm>
#include <set>

namespace systole::frontend::onnx {

namespace {

class Mask {
 public:
  Mask(const Network& network, Elements& elements, const std::vector<MaskStep>& masks)
      : network_(network), elements_(elements), masks_(masks) {}

  bool leaves(std::int64_t query, std::int64_t key) const {
    return std::none_of(masks_.begin(), masks_.end(), [&](const MaskStep& mask) {
      return hides(mask, {query, key});
    });
  }

 private:
  bool hides(const MaskStep& mask, const Index& pair) const {
    const Step& step = network_.steps[mask.step];
    const std::string& op = step.node.op_type;
    if (op == "Where") return hides_by_choice(step, mask.scores, pair);
    if (op != "Add" && op != "Sub") return false;
    const bool is_first = step.inputs[0] == mask.scores;
    const auto other = elements_.at(step.inputs[is_first ? 1 : 0], pair);
    if (!other) return false;
    return op == "Add" ? *other <= kMasked : is_first && -*other <= kMasked;
  }

  bool hides_by_choice(const Step& step, ValueId scores, const Index& pair) const {
    const bool is_first = step.inputs[1] == scores;
    const auto condition = elements_.at(step.inputs[0], pair);
    if (!condition || (*condition != 0) == is_first) return false;
    const auto other = elements_.at(step.inputs[is_first ? 2 : 1], pair);
    return other && *other <= kMasked;
  }

  const Network& network_;
  Elements& elements_;
  const std::vector<MaskStep>& masks_;
};

struct Pairs {
  std::int64_t queries = 0;
  std::int64_t keys = 0;
  std::int64_t diagonal(std::int64_t query) const { return query + keys - queries; }
  /// The first two, one in the middle and the last.
  std::set<std::int64_t> some_queries() const { return {0, 1, queries / 2, queries - 1}; }
};

/// Each query sees itself and nothing behind.
bool is_causal(const Mask& mask, const Pairs& pairs) {
  for (const std::int64_t query : pairs.some_queries()) {
    const std::int64_t self = pairs.diagonal(query);
    if (!mask.leaves(query, self)) return false;
    for (const std::int64_t behind : {self + 1, pairs.keys - 1})
      if (behind > self && behind < pairs.keys && mask.leaves(query, behind)) return false;
  }
  return true;
}

/// How many keys the last query sees, where they lie side by side.
std::int64_t reach_of_last(const Mask& mask, const Pairs& pairs) {
  std::int64_t seen = pairs.keys - 1;
  std::int64_t hidden = -1;
  while (seen - hidden > 1) {
    const std::int64_t middle = hidden + (seen - hidden) / 2;
    (mask.leaves(pairs.queries - 1, middle) ? seen : hidden) = middle;
  }
  return pairs.keys - seen;
}

/// Each query sees as far back as the last one.
bool has_reach(const Mask& mask, const Pairs& pairs, std::int64_t reach) {
  for (const std::int64_t query : pairs.some_queries()) {
    const std::int64_t first = std::max<std::int64_t>(0, pairs.diagonal(query) - reach + 1);
    if (!mask.leaves(query, first)) return false;
    if (first > 0 && (mask.leaves(query, first - 1) || mask.leaves(query, 0))) return false;
  }
  return true;
}

}  // namespace

MaskPattern pattern_of(const Network& network, Elements& elements,
                       const std::vector<MaskStep>& masks, const Dims& scores) {
  if (masks.empty() || scores.size() < 2) return {};
  const Pairs pairs{scores[scores.size() - 2], scores.back()};
  if (pairs.queries < 2 || pairs.keys < pairs.queries) return {};
  const Mask mask(network, elements, masks);
  if (!is_causal(mask, pairs)) return {};
  const std::int64_t reach = reach_of_last(mask, pairs);
  if (!has_reach(mask, pairs, reach)) return {};
  return {true, reach == pairs.keys ? 0 : reach};
}

}  // namespace systole::frontend::onnx
