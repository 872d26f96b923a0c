// The visitor that writes a struct as YAML, with the sources of its values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/chip.hpp"
#include "config/fields.hpp"

namespace systole::config {

class Writer {
 public:
  explicit Writer(const std::vector<Provenance>& provenance);

  void field(const char* key, std::int64_t value, const Range& range, const char* meaning);
  void field(const char* key, double value, const Interval& range, const char* meaning);
  void field(const char* key, bool value, const char* meaning);
  void field(const char* key, const std::string& value, const char* meaning);
  template <class Enum, IfEnum<Enum> = 0>
  void field(const char* key, const Enum& value, const char* /*meaning*/) {
    line(key, std::string(name_of(value)));
  }
  template <class Struct>
  void section(const char* key, const Struct& value, const char* /*meaning*/) {
    enter(key);
    describe(value, *this);
    path_.pop_back();
  }

  template <class Struct>
  void optional_section(const char* key, const std::optional<Struct>& value, const char* meaning) {
    if (value) section(key, *value, meaning);
  }

  const std::string& text() const { return text_; }

 private:
  void enter(const char* key);
  void line(const char* key, const std::string& value);
  std::string indent() const { return std::string(2 * path_.size(), ' '); }

  std::map<std::string, Provenance> provenance_;
  std::vector<std::string> path_;
  std::string text_;
};

}  // namespace systole::config
