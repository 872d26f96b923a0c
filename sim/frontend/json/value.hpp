// A small piece of JSON as the file has it: numbers keep their digits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace systole::frontend::json {

struct Value {
  enum class Kind { null, boolean, number, string, list, object };

  Kind kind = Kind::null;
  std::string text;               ///< of a scalar: "true", "1.50", or what a string says
  std::vector<Value> items;       ///< of a list or an object
  std::vector<std::string> keys;  ///< of an object, one for each item

  bool is_list() const { return kind == Kind::list; }
  bool is_object() const { return kind == Kind::object; }
  /// The value under `key`; nullptr where there is none or this is no object.
  const Value* find(std::string_view key) const;
  /// The text of the scalar under `key`, "" where there is none.
  const std::string& text_of(std::string_view key) const;
};

}  // namespace systole::frontend::json
