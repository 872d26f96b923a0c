#include "frontend/json/value.hpp"

namespace systole::frontend::json {

const Value* Value::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

const std::string& Value::text_of(std::string_view key) const {
  static const std::string none;
  const Value* value = find(key);
  return value == nullptr ? none : value->text;
}

}  // namespace systole::frontend::json
