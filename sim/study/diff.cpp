#include "study/diff.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>

#include "base/document.hpp"
#include "base/error.hpp"
#include "config/reader.hpp"

namespace systole::study {

namespace {

using Leaves = std::vector<std::pair<std::string, std::string>>;

std::string text_of(const Node& node) {
  if (node.is_scalar()) return node.scalar;
  std::string text;
  for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + text_of(item);
  return node.is_list() ? "[" + text + "]" : text;
}

/// "350", or "200 to 350, nominal 250"; where it is from is not compared.
std::string annotated_text(const Node& node) {
  if (const Node* value = node.find("value")) return text_of(*value);
  const Node* low = node.find("low");
  const Node* high = node.find("high");
  std::string text = text_of(*node.find("nominal"));
  if (low != nullptr && high != nullptr) {
    text += " (" + text_of(*low) + " to " + text_of(*high) + ")";
  }
  return text;
}

bool is_for_readers(const std::string& key) { return key == "description" || key == "facts"; }

void collect(const Node& node, const std::string& path, Leaves& leaves) {
  if (is_for_readers(path)) return;
  if (node.is_map() && !config::is_annotated(node)) {
    for (const Entry& entry : node.entries) {
      collect(entry.value, path.empty() ? entry.key : path + "." + entry.key, leaves);
    }
    return;
  }
  leaves.emplace_back(path, node.is_map() ? annotated_text(node) : text_of(node));
}

Leaves leaves_of(const std::string& text) {
  Diagnostics diagnostics;
  const Node root = parse_yaml(text, "a configuration", diagnostics);
  diagnostics.throw_if_errors();
  Leaves leaves;
  collect(root, "", leaves);
  return leaves;
}

/// Operators of one name, in their order.
using ByName = std::map<std::string, std::deque<const StoredOperator*>>;

ByName by_name(const StoredResult& result) {
  ByName names;
  for (const StoredOperator& op : result.operators) names[op.name].push_back(&op);
  return names;
}

}  // namespace

std::vector<KeyChange> key_changes(const std::string& before, const std::string& after) {
  const Leaves first = leaves_of(before);
  const Leaves second = leaves_of(after);
  std::map<std::string, std::string> rest(second.begin(), second.end());
  std::vector<KeyChange> changes;
  for (const auto& [key, value] : first) {
    const auto found = rest.find(key);
    const std::string other = found == rest.end() ? "" : found->second;
    if (other != value) changes.push_back({key, value, other});
    if (found != rest.end()) rest.erase(found);
  }
  for (const auto& [key, value] : second) {
    if (rest.count(key) > 0) changes.push_back({key, "", value});
  }
  return changes;
}

std::vector<OperatorChange> operator_changes(const StoredResult& before,
                                             const StoredResult& after) {
  ByName rest = by_name(after);
  std::vector<OperatorChange> changes;
  for (const StoredOperator& op : before.operators) {
    OperatorChange change{op.name, op, std::nullopt, -op.seconds};
    auto& others = rest[op.name];
    if (!others.empty()) {
      change.after = *others.front();
      change.seconds += others.front()->seconds;
      others.pop_front();
    }
    changes.push_back(std::move(change));
  }
  for (const auto& [name, others] : rest) {
    for (const StoredOperator* op : others)
      changes.push_back({name, std::nullopt, *op, op->seconds});
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const OperatorChange& a, const OperatorChange& b) {
                     return std::abs(a.seconds) > std::abs(b.seconds);
                   });
  return changes;
}

}  // namespace systole::study
