// A parsed YAML or JSON file as a tree of our own, in which every value and every key knows its
// place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace systole {

struct Entry;

/// One value of a document.
struct Node {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  Place place;
  std::string scalar;          ///< kind scalar
  bool quoted = false;         ///< "512" is a text, 512 a number
  std::vector<Node> items;     ///< kind list
  std::vector<Entry> entries;  ///< kind map, in file order, without duplicate keys

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }

  /// The value of a map's key; nullptr when there is none or this is no map.
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
};

/// A key of a map and its value.
struct Entry {
  std::string key;
  Place key_place;
  Node value;
};

/// What a message calls a value: "'abc'", "a list", "a map", "nothing".
std::string description_of(const Node& node);

/// False, with one error that names the line, when `text` is not UTF-8 or holds NUL or other
/// control bytes: a binary file was given where a text file is expected.
bool check_is_text(std::string_view text, const std::string& file_name, Diagnostics& diagnostics);

/// Parses one YAML document. Mistakes go to `diagnostics`; after a fatal one the result is null.
/// Duplicate keys, several documents, tags, aliases that multiply and nesting beyond reason are
/// errors. The content of scalars is left as text; base/scalars.hpp reads it.
Node parse_yaml(const std::string& text, const std::string& file_name, Diagnostics& diagnostics);

/// Parses one JSON value into the same tree; `start` is the place of the first character of `text`,
/// which is UTF-8. Texts are quoted scalars. Mistakes, duplicate keys, nesting and sizes beyond
/// reason go to `diagnostics`; after a fatal one the result is null.
Node parse_json(std::string_view text, const Place& start, Diagnostics& diagnostics);

}  // namespace systole
