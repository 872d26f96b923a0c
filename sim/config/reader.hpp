// The visitor that fills a struct from a document. It reports every mistake it meets and goes on.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/document.hpp"
#include "base/scalars.hpp"
#include "config/chip.hpp"
#include "config/fields.hpp"

namespace systole::config {

/// Where the keys of a document stand, for checks across keys.
class KeyPlaces {
 public:
  explicit KeyPlaces(Place whole) : whole_(std::move(whole)) {}
  void add(const std::string& path, const Place& place, bool usable);
  /// The place of a key, or of the whole document where it does not give the key.
  const Place& of(const std::string& path) const;
  bool given(const std::string& path) const { return places_.count(path) > 0; }
  /// False when one of the keys, or a section around it, was given with a mistake: its value means
  /// nothing.
  bool usable(std::initializer_list<const char*> paths) const;
  /// The keys of one section, by their paths within it.
  KeyPlaces below(const std::string& section) const;

 private:
  Place whole_;
  std::map<std::string, Place> places_;
  std::set<std::string> unusable_;
};

/// A scalar in the document; it may be written as {value, source} or as {low, nominal, high,
/// source}.
struct Annotated {
  const Node* value = nullptr;
  const Node* low = nullptr;
  const Node* high = nullptr;
  const Node* source = nullptr;
};

/// Whether a map is a scalar with its source rather than a section.
bool is_annotated(const Node& node);

class Reader {
 public:
  /// `paths` are all keys of the struct that will be read; they serve suggestions.
  Reader(const Node& root, std::vector<std::string> paths, Diagnostics& diagnostics);

  void field(const char* key, std::int64_t& value, const Range& range, const char* meaning);
  void field(const char* key, double& value, const Interval& range, const char* meaning);
  void field(const char* key, bool& value, const char* meaning);
  void field(const char* key, std::string& value, const char* meaning);
  template <class Enum, IfEnum<Enum> = 0>
  void field(const char* key, Enum& value, const char* /*meaning*/) {
    read_plain(key, [&](const Node& node, const std::string& path) {
      if (node.is_scalar()) {
        if (const auto word = word_from<Enum>(node.scalar)) return void(value = *word);
      }
      wrong_word(node, path, words_of<Enum>());
    });
  }
  template <class Struct>
  void section(const char* key, Struct& value, const char* /*meaning*/) {
    enter(key);
    describe(value, *this);
    leave();
  }

  /// A section that may be left out as a whole.
  template <class Struct>
  void optional_section(const char* key, std::optional<Struct>& value, const char* meaning) {
    const Node* const node =
        levels_.back().node == nullptr ? nullptr : levels_.back().node->find(key);
    if (node != nullptr && !node->is_null()) value.emplace();
    Struct unused;
    section(key, value ? *value : unused, meaning);
  }

  /// Reports the unknown keys of the outermost level.
  void finish();
  const KeyPlaces& places() const { return places_; }
  std::vector<Provenance> take_provenance() { return std::move(provenance_); }

 private:
  struct Level {
    const Node* node = nullptr;  ///< nullptr where the document leaves the section out
    std::string path;
    std::vector<std::string> keys;
  };

  std::string path_of(const std::string& key) const;
  void enter(const char* key);
  void leave();
  std::string advice_for(const std::string& key) const;
  const Node* take(const char* key);
  Annotated annotated(const Node& node, const std::string& path);
  template <class Number, class Limits, class Read>
  void read_number(const char* key, Number& value, const Limits& limits, const Read& read);
  template <class Read>
  void read_plain(const char* key, const Read& read);
  void wrong_word(const Node& node, const std::string& path, const std::vector<std::string>& words);

  std::vector<Level> levels_;
  std::vector<std::string> paths_;
  Diagnostics& diagnostics_;
  KeyPlaces places_;
  std::vector<Provenance> provenance_;
};

template <class Read>
void Reader::read_plain(const char* key, const Read& read) {
  const Node* node = take(key);
  if (node == nullptr) return;
  const std::string path = path_of(key);
  const std::size_t errors_before = diagnostics_.errors().size();
  const Annotated parts = annotated(*node, path);
  if (parts.low != nullptr || parts.high != nullptr) {
    diagnostics_.error(node->place, path, "only a number can have low and high");
  }
  if (parts.value != nullptr) read(*parts.value, path);
  if (parts.source != nullptr) provenance_.push_back({path, parts.source->scalar, "", ""});
  places_.add(path, node->place, diagnostics_.errors().size() == errors_before);
}

/// Collects the dotted paths of a struct's fields.
class PathCollector {
 public:
  template <class... Rest>
  void field(const char* key, const Rest&... /*rest*/) {
    paths_.push_back(prefix_ + key);
  }
  template <class Struct>
  void section(const char* key, Struct& value, const char* /*meaning*/) {
    const std::string before = prefix_;
    prefix_ += std::string(key) + ".";
    describe(value, *this);
    prefix_ = before;
  }
  template <class Struct>
  void optional_section(const char* key, const std::optional<Struct>& /*value*/,
                        const char* meaning) {
    Struct all;
    section(key, all, meaning);
  }
  std::vector<std::string> take() { return std::move(paths_); }

 private:
  std::string prefix_;
  std::vector<std::string> paths_;
};

}  // namespace systole::config
