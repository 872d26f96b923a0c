#include "config/reader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"

namespace systole::config {

void KeyPlaces::add(const std::string& path, const Place& place, bool usable) {
  places_[path] = place;
  if (!usable) unusable_.insert(path);
}

const Place& KeyPlaces::of(const std::string& path) const {
  const auto found = places_.find(path);
  return found == places_.end() ? whole_ : found->second;
}

bool KeyPlaces::usable(std::initializer_list<const char*> paths) const {
  const auto is_spoilt = [this](const std::string& path) {
    return std::any_of(unusable_.begin(), unusable_.end(), [&](const std::string& bad) {
      return path == bad || starts_with(path, bad + ".");
    });
  };
  return std::none_of(paths.begin(), paths.end(), is_spoilt);
}

KeyPlaces KeyPlaces::below(const std::string& section) const {
  const std::string prefix = section + ".";
  KeyPlaces inner(of(section));
  for (const auto& [path, place] : places_) {
    if (starts_with(path, prefix))
      inner.add(path.substr(prefix.size()), place, unusable_.count(path) == 0);
  }
  return inner;
}

bool is_annotated(const Node& node) {
  return node.find("value") != nullptr || node.find("nominal") != nullptr;
}

Reader::Reader(const Node& root, std::vector<std::string> paths, Diagnostics& diagnostics)
    : paths_(std::move(paths)), diagnostics_(diagnostics), places_({root.place.file}) {
  levels_.push_back({&root, "", {}});
}

std::string Reader::path_of(const std::string& key) const {
  const std::string& prefix = levels_.back().path;
  return prefix.empty() ? key : prefix + "." + key;
}

void Reader::enter(const char* key) {
  const Node* node = take(key);
  const std::string path = path_of(key);
  // A section whose keys are all commented out is like one left out.
  if (node != nullptr && node->is_null()) node = nullptr;
  if (node != nullptr && (!node->is_map() || is_annotated(*node))) {
    const std::string got = node->is_map() ? "a value" : description_of(*node);
    diagnostics_.error(node->place, path, "expected a section with keys, got " + got);
    places_.add(path, node->place, false);
    node = nullptr;
  }
  levels_.push_back({node, path, {}});
}

void Reader::leave() {
  const Level& level = levels_.back();
  if (level.node != nullptr) {
    for (const Entry& entry : level.node->entries) {
      const auto& known = level.keys;
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      diagnostics_.error(entry.key_place, path_of(entry.key),
                         "unknown key" + advice_for(entry.key));
    }
  }
  levels_.pop_back();
}

void Reader::finish() { leave(); }

// A near key of the same section, or the section where a key of this name belongs.
std::string Reader::advice_for(const std::string& key) const {
  std::string near = suggestion(key, levels_.back().keys);
  if (!near.empty()) return near;
  for (const std::string& path : paths_) {
    if (ends_with("." + path, "." + key)) return fmt::format(", did you mean '{}'?", path);
  }
  return fmt::format(", expected one of {}", fmt::join(levels_.back().keys, ", "));
}

const Node* Reader::take(const char* key) {
  levels_.back().keys.emplace_back(key);
  const Node* node = levels_.back().node;
  return node == nullptr ? nullptr : node->find(key);
}

Annotated Reader::annotated(const Node& node, const std::string& path) {
  Annotated parts;
  if (!node.is_map()) {
    parts.value = &node;
    return parts;
  }
  static const std::vector<std::string> kKeys{"value", "low", "nominal", "high", "source"};
  for (const Entry& entry : node.entries) {
    if (std::find(kKeys.begin(), kKeys.end(), entry.key) != kKeys.end()) continue;
    diagnostics_.error(entry.key_place, path + "." + entry.key,
                       "unknown key beside a value" + suggestion(entry.key, kKeys));
  }
  parts.low = node.find("low");
  parts.high = node.find("high");
  const bool has_range = parts.low != nullptr && parts.high != nullptr;
  const bool has_neither = parts.low == nullptr && parts.high == nullptr;
  parts.value = node.find(has_neither ? "value" : "nominal");
  const bool has_both = node.find("value") != nullptr && node.find("nominal") != nullptr;
  if (parts.value == nullptr || has_both || !(has_range || has_neither)) {
    diagnostics_.error(node.place, path,
                       "write either {value, source} or {low, nominal, high, source}");
    return {};
  }
  const Node* source = node.find("source");
  if (source != nullptr && text_of(*source, path + ".source", diagnostics_)) parts.source = source;
  return parts;
}

namespace {

std::string canonical(std::int64_t value) { return std::to_string(value); }
std::string canonical(double value) { return shortest(value); }

}  // namespace

template <class Number, class Limits, class Read>
void Reader::read_number(const char* key, Number& value, const Limits& limits, const Read& read) {
  const Node* node = take(key);
  if (node == nullptr) return;
  const std::string path = path_of(key);
  const std::size_t errors_before = diagnostics_.errors().size();
  const auto within = [&](const Node* part) -> std::optional<Number> {
    if (part == nullptr) return std::nullopt;
    const std::optional<Number> number = read(*part, path, diagnostics_);
    if (!number || (*number >= limits.low && *number <= limits.high)) return number;
    diagnostics_.error(part->place, path,
                       fmt::format("must be {}, got {}", to_string(limits), part->scalar));
    return std::nullopt;
  };
  const Annotated parts = annotated(*node, path);
  const std::optional<Number> number = within(parts.value);
  const std::optional<Number> low = within(parts.low);
  const std::optional<Number> high = within(parts.high);
  if (number && low && high && (*low > *number || *number > *high)) {
    diagnostics_.error(node->place, path, "low, nominal and high must not fall");
  }
  const bool usable = diagnostics_.errors().size() == errors_before && number;
  places_.add(path, node->place, usable);
  if (!usable) return;
  value = *number;
  if (parts.source == nullptr && !low) return;
  provenance_.push_back({path, parts.source != nullptr ? parts.source->scalar : "",
                         low ? canonical(*low) : "", high ? canonical(*high) : ""});
}

void Reader::field(const char* key, std::int64_t& value, const Range& range,
                   const char* /*meaning*/) {
  read_number(key, value, range, integer_of);
}

void Reader::field(const char* key, double& value, const Interval& range, const char* /*meaning*/) {
  read_number(key, value, range, number_of);
}

void Reader::field(const char* key, bool& value, const char* /*meaning*/) {
  read_plain(key, [&](const Node& node, const std::string& path) {
    if (const auto read = bool_of(node, path, diagnostics_)) value = *read;
  });
}

void Reader::field(const char* key, std::string& value, const char* /*meaning*/) {
  read_plain(key, [&](const Node& node, const std::string& path) {
    if (const auto read = text_of(node, path, diagnostics_)) value = *read;
  });
}

void Reader::wrong_word(const Node& node, const std::string& path,
                        const std::vector<std::string>& words) {
  const std::string near = node.is_scalar() ? suggestion(node.scalar, words) : "";
  diagnostics_.error(node.place, path,
                     fmt::format("expected one of {}, got {}{}", fmt::join(words, ", "),
                                 description_of(node), near));
}

}  // namespace systole::config
