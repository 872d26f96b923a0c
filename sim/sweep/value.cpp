#include "sweep/value.hpp"

#include "base/text.hpp"

namespace systole::sweep {

std::optional<double> number_in(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return std::nullopt;
}

std::string text_of(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&value)) return six_digits(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "";
}

Value value_from(const std::string& text) {
  if (const auto integer = parse_integral(text)) return *integer;
  if (const auto number = parse_double(text)) return *number;
  return text;
}

}  // namespace systole::sweep
