// Reads files of configs/rules.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/data_files.hpp"
#include "base/document.hpp"
#include "base/text.hpp"
#include "cost/rules.hpp"

namespace systole::cost {

namespace {

const std::vector<std::string> kFigures{"tpp",
                                        "performance_density",
                                        "applicable_area_mm2",
                                        "dram_bandwidth_gb_per_s",
                                        "interconnect_gb_per_s",
                                        "dram_and_interconnect_gb_per_s",
                                        "stack_bandwidth_density"};

/// Takes keys of one map and reports those that nobody took.
class Keys {
 public:
  Keys(const Node& map, std::string path, Diagnostics& diagnostics)
      : map_(map), path_(std::move(path)), diagnostics_(diagnostics) {
    if (!map.is_map()) wrong(map, "", "expected a map");
  }

  void text(const char* key, std::string& value) {
    const Node* const node = take(key);
    if (node == nullptr) return;
    if (!node->is_scalar()) return wrong(*node, key, "expected a text");
    value = node->scalar;
  }
  void required(const char* key, std::string& value) {
    text(key, value);
    if (value.empty()) wrong(map_, key, "is missing");
  }
  void number(const char* key, std::optional<double>& value) {
    const Node* const node = take(key);
    if (node == nullptr) return;
    value = node->is_scalar() ? parse_double(node->scalar) : std::nullopt;
    if (!value) wrong(*node, key, "expected a number, got " + description_of(*node));
  }
  /// One of `words`, by its place among them.
  std::optional<std::size_t> word(const char* key, const std::vector<std::string>& words) {
    const Node* const node = take(key);
    if (node == nullptr) return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), node->scalar);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    wrong(*node, key,
          fmt::format("expected one of {}, got {}", fmt::join(words, ", "), description_of(*node)));
    return std::nullopt;
  }
  const Node* take(const char* key) {
    taken_.emplace_back(key);
    const Node* const node = map_.find(key);
    return node == nullptr || node->is_null() ? nullptr : node;
  }
  void wrong(const Node& node, const std::string& key, const std::string& what) {
    const std::string dot = path_.empty() || key.empty() ? "" : ".";
    diagnostics_.error(node.place, path_ + dot + key, what);
  }
  void finish() {
    for (const Entry& entry : map_.entries) {
      if (std::find(taken_.begin(), taken_.end(), entry.key) != taken_.end()) continue;
      diagnostics_.error(entry.key_place, path_.empty() ? entry.key : path_ + "." + entry.key,
                         "unknown key" + suggestion(entry.key, taken_));
    }
  }

 private:
  const Node& map_;
  std::string path_;
  Diagnostics& diagnostics_;
  std::vector<std::string> taken_;
};

Condition read_condition(const Entry& entry, const std::string& path, Diagnostics& diagnostics) {
  Condition condition;
  condition.figure = entry.key;
  if (std::find(kFigures.begin(), kFigures.end(), entry.key) == kFigures.end()) {
    diagnostics.error(entry.key_place, path,
                      fmt::format("unknown figure{}; there are {}", suggestion(entry.key, kFigures),
                                  fmt::join(kFigures, ", ")));
  }
  Keys keys(entry.value, path, diagnostics);
  keys.number("at_least", condition.at_least);
  keys.number("above", condition.above);
  keys.number("below", condition.below);
  keys.finish();
  if (!condition.at_least && !condition.above && !condition.below) {
    keys.wrong(entry.value, "", "expected at_least, above or below with a number");
  }
  return condition;
}

RuleItem read_item(const Node& node, const std::string& path, Diagnostics& diagnostics) {
  RuleItem item;
  Keys keys(node, path, diagnostics);
  keys.required("item", item.item);
  keys.required("outcome", item.outcome);
  if (keys.word("market", {"datacenter"})) item.market = config::Market::datacenter;
  const Node* const where = keys.take("where");
  if (where == nullptr || !where->is_map()) {
    keys.wrong(where == nullptr ? node : *where, "where", "expected a map of figures");
  } else {
    for (const Entry& entry : where->entries) {
      item.where.push_back(read_condition(entry, path + ".where." + entry.key, diagnostics));
    }
  }
  keys.finish();
  return item;
}

}  // namespace

Rule parse_rule(const std::string& text, const std::string& file_name, Diagnostics& diagnostics) {
  Rule rule;
  rule.name = std::filesystem::path(file_name).stem().string();
  const Node root = parse_yaml(text, file_name, diagnostics);
  if (root.is_null()) return rule;
  Keys keys(root, "", diagnostics);
  keys.required("title", rule.title);
  keys.required("citation", rule.citation);
  keys.text("url", rule.url);
  keys.required("published", rule.published);
  keys.required("effective", rule.effective);
  keys.text("ended", rule.ended);
  keys.text("subject", rule.subject);
  keys.required("uncertainty", rule.uncertainty);
  if (const auto word = keys.word("standing", {"law", "rescinded", "reported"})) {
    rule.standing = static_cast<Standing>(*word);
  }
  const Node* const items = keys.take("items");
  if (items == nullptr || !items->is_list()) {
    keys.wrong(items == nullptr ? root : *items, "items", "expected a list");
  } else {
    for (std::size_t i = 0; i < items->items.size(); ++i) {
      rule.items.push_back(read_item(items->items[i], fmt::format("items[{}]", i), diagnostics));
    }
  }
  keys.finish();
  return rule;
}

namespace {

std::vector<Rule> read_rules() {
  Diagnostics diagnostics;
  std::vector<Rule> rules;
  for (const std::string& name : list_data_files(kRuleFolder)) {
    const std::string path = find_data_file(kRuleFolder, name);
    rules.push_back(parse_rule(read_file(path), path, diagnostics));
  }
  diagnostics.throw_if_errors();
  std::stable_sort(rules.begin(), rules.end(),
                   [](const Rule& a, const Rule& b) { return a.published < b.published; });
  return rules;
}

}  // namespace

const std::vector<Rule>& shipped_rules() {
  static const std::vector<Rule> kRules = read_rules();
  return kRules;
}

}  // namespace systole::cost
