// How a configuration struct describes itself. For every struct there is one `Fields<Struct>` with
// one static function `describe(self, visitor)` that spells each key once; reading, writing and
// documentation are visitors.
//
//   visitor.field(key, value, range, meaning)   a number
//   visitor.field(key, value, meaning)          a bool, a text or an enum with Words
//   visitor.section(key, value, meaning)        another struct with Fields
//   visitor.optional_section(key, value, meaning)   the same, an optional that may be left out
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace systole::config {

template <class Struct>
struct Fields;

template <class Struct, class Visitor>
void describe(Struct& self, Visitor& visitor) {
  Fields<std::remove_const_t<Struct>>::describe(self, visitor);
}

/// Inclusive limits of an integer.
struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// Inclusive limits of a double.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

std::string to_string(const Range& range);
std::string to_string(const Interval& interval);

/// The values of an enum, as `static constexpr std::array values`; their words come from name_of().
template <class Enum>
struct Words;

template <class Enum>
std::vector<std::string> words_of() {
  std::vector<std::string> words;
  for (const Enum value : Words<Enum>::values) words.emplace_back(name_of(value));
  return words;
}

template <class Enum>
std::optional<Enum> word_from(std::string_view text) {
  for (const Enum value : Words<Enum>::values) {
    if (name_of(value) == text) return value;
  }
  return std::nullopt;
}

template <class Enum>
using IfEnum = std::enable_if_t<std::is_enum_v<Enum>, int>;

}  // namespace systole::config
