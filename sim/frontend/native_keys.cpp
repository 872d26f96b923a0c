#include "frontend/native_keys.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/scalars.hpp"
#include "base/text.hpp"
#include "frontend/limits.hpp"

namespace systole::frontend {

namespace {

/// In a map in braces a comma ends the value, so "max(a, b)" arrives as "max(a".
std::string_view advice_for(const Node& node) {
  const std::string& text = node.scalar;
  const bool cut = !node.quoted && std::count(text.begin(), text.end(), '(') >
                                       std::count(text.begin(), text.end(), ')');
  return cut ? "; put an expression with a comma in quotes" : "";
}

}  // namespace

std::optional<std::int64_t> evaluate_node(const Node& node, const std::string& path,
                                          const Parameters& parameters, Diagnostics& diagnostics) {
  if (!node.is_scalar()) {
    diagnostics.error(node.place, path,
                      "expected an integer or an expression, got " + description_of(node));
    return std::nullopt;
  }
  try {
    return evaluate(node.scalar, parameters);
  } catch (const ExpressionError& error) {
    Place place = node.place;
    place.column += static_cast<int>(error.offset) + (node.quoted ? 1 : 0);
    diagnostics.error(
        place, path,
        fmt::format("{} in {}{}", error.what(), description_of(node), advice_for(node)));
    return std::nullopt;
  }
}

NativeKeys::NativeKeys(const Node& map, std::string path, const Parameters& parameters,
                       Diagnostics& diagnostics)
    : map_(map), path_(std::move(path)), parameters_(parameters), diagnostics_(diagnostics) {
  if (!map.is_map()) {
    diagnostics_.error(map.place, path_, "expected a map of keys, got " + description_of(map));
  }
}

std::string NativeKeys::path_of(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

void NativeKeys::error(const Place& place, const std::string& key,
                       const std::string& message) const {
  diagnostics_.error(place, path_of(key), message);
}

const Node* NativeKeys::take(const std::string& key) {
  if (std::find(taken_.begin(), taken_.end(), key) == taken_.end()) taken_.push_back(key);
  return map_.find(key);
}

std::optional<std::string> NativeKeys::text(const std::string& key) {
  const Node* node = take(key);
  if (node == nullptr) return std::nullopt;
  std::optional<std::string> value = text_of(*node, path_of(key), diagnostics_);
  if (value && trim(*value).empty()) error(node->place, key, "is empty");
  if (value && value->size() > kLongestName) {
    error(node->place, key, fmt::format("is longer than {} bytes", kLongestName));
    return std::string();
  }
  return value;
}

std::optional<bool> NativeKeys::boolean(const std::string& key) {
  const Node* node = take(key);
  return node == nullptr ? std::nullopt : bool_of(*node, path_of(key), diagnostics_);
}

std::optional<double> NativeKeys::number(const std::string& key) {
  const Node* node = take(key);
  return node == nullptr ? std::nullopt : number_of(*node, path_of(key), diagnostics_);
}

void NativeKeys::report_missing(const std::string& key) const {
  if (map_.is_map()) error(map_.place, key, "is missing");
}

std::int64_t NativeKeys::value_of(const Node& node, const std::string& key,
                                  std::int64_t low) const {
  if (diagnostics_.errors().size() >= kMostErrors) return low;
  const auto value = evaluate_node(node, path_of(key), parameters_, diagnostics_);
  if (!value) return low;
  if (*value >= low) return *value;
  error(node.place, key, fmt::format("is {}, expected at least {}", *value, low));
  return low;
}

std::int64_t NativeKeys::integer(const std::string& key, std::int64_t low) {
  const Node* node = take(key);
  if (node != nullptr) return value_of(*node, key, low);
  report_missing(key);
  return low;
}

std::int64_t NativeKeys::integer_or(const std::string& key, std::int64_t fallback,
                                    std::int64_t low) {
  const Node* node = take(key);
  return node == nullptr ? fallback : value_of(*node, key, low);
}

std::vector<std::int64_t> NativeKeys::integers(const std::string& key, std::int64_t low) {
  const Node* node = take(key);
  std::vector<std::int64_t> values;
  if (node == nullptr) return values;
  if (!node->is_list()) return {value_of(*node, key, low)};
  for (std::size_t i = 0; i < node->items.size(); ++i)
    values.push_back(value_of(node->items[i], fmt::format("{}[{}]", key, i), low));
  return values;
}

std::vector<std::string> NativeKeys::texts(const std::string& key) {
  const Node* node = take(key);
  std::vector<std::string> values;
  if (node == nullptr) return values;
  if (node->is_scalar()) return {node->scalar};
  for (const Node& item : node->items) values.push_back(item.scalar);
  const bool all_texts = std::all_of(node->items.begin(), node->items.end(),
                                     [](const Node& item) { return item.is_scalar(); });
  if (!node->is_list() || !all_texts) error(node->place, key, "expected a list of texts");
  return values;
}

NativeKeys::Pair NativeKeys::pair(const std::string& key, std::optional<std::int64_t> fallback,
                                  std::int64_t low) {
  const Node* node = take(key);
  if (node == nullptr) {
    if (!fallback) report_missing(key);
    return {fallback.value_or(low), fallback.value_or(low)};
  }
  if (!node->is_list()) {
    const std::int64_t both = value_of(*node, key, low);
    return {both, both};
  }
  if (node->items.size() != 2) {
    error(node->place, key,
          fmt::format("a list of {} values, expected [height, width]", node->items.size()));
    return {low, low};
  }
  return {value_of(node->items[0], key + "[0]", low), value_of(node->items[1], key + "[1]", low)};
}

void NativeKeys::refuse_others() const {
  for (const Entry& entry : map_.entries) {
    if (std::find(taken_.begin(), taken_.end(), entry.key) != taken_.end()) continue;
    if (diagnostics_.errors().size() >= kMostErrors) return;
    error(entry.key_place, entry.key,
          fmt::format("unknown key{} (known here: {})", suggestion(entry.key, taken_),
                      fmt::join(taken_, ", ")));
  }
}

}  // namespace systole::frontend
