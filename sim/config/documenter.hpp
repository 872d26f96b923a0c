// The visitor that documents a struct: one Markdown table per section, filled from the struct's
// defaults.
#pragma once

#include <string>
#include <vector>

#include "config/fields.hpp"

namespace systole::config {

class Documenter {
 public:
  /// `cycles`: the unit of keys that count cycles.
  explicit Documenter(std::string cycles = "core cycles") : cycles_(std::move(cycles)) {}

  void field(const char* key, std::int64_t value, const Range& range, const char* meaning);
  void field(const char* key, double value, const Interval& range, const char* meaning);
  void field(const char* key, bool value, const char* meaning);
  void field(const char* key, const std::string& value, const char* meaning);
  template <class Enum, IfEnum<Enum> = 0>
  void field(const char* key, const Enum& value, const char* meaning) {
    choice(key, std::string(name_of(value)), words_of<Enum>(), meaning);
  }
  template <class Struct>
  void section(const char* key, const Struct& value, const char* meaning) {
    const std::size_t before = enter(key, meaning);
    describe(value, *this);
    current_ = before;
  }

  /// Its keys are documented elsewhere.
  template <class Struct>
  void optional_section(const char* key, const std::optional<Struct>& /*value*/,
                        const char* meaning) {
    add(key, {"section", "", "", meaning});
  }

  /// The tables of all sections that have fields, in the order of the description.
  std::string text() const;

 private:
  struct Section {
    std::string path;
    std::string meaning;
    std::string rows;
  };
  struct Row {
    std::string type;
    std::string preset;
    std::string allowed;
    std::string meaning;
  };

  std::size_t enter(const char* key, const char* meaning);
  void choice(const char* key, const std::string& value, const std::vector<std::string>& words,
              const char* meaning);
  void add(const char* key, const Row& row);

  std::string cycles_;
  std::vector<Section> sections_{{}};
  std::size_t current_ = 0;
};

}  // namespace systole::config
