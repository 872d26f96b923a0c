#include "base/scalars.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace systole {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "010": some readers take it for 10, some for 8.
bool has_leading_zero(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string why_not_a_number(const Node& node, const char* wanted) {
  if (node.is_scalar() && node.quoted && parse_double(node.scalar)) {
    return fmt::format("expected {}, got the text \"{}\"; remove the quotes", wanted, node.scalar);
  }
  if (node.is_scalar() && has_leading_zero(node.scalar)) {
    return fmt::format(
        "'{}' has a leading zero, which some readers take for octal; write it without",
        node.scalar);
  }
  return fmt::format("expected {}, got {}", wanted, description_of(node));
}

std::string why_not_an_integer(const Node& node) {
  if (node.is_scalar() && !node.quoted && !has_leading_zero(node.scalar)) {
    const std::string_view text = node.scalar;
    const std::optional<double> number = parse_double(text);
    constexpr double kBeyond = 9.2e18;
    const bool too_large = number && (*number > kBeyond || *number < -kBeyond);
    if (too_large || (all_digits(text) && !parse_int64(text))) {
      return fmt::format("{} does not fit in 64 bits", text);
    }
    if (number) return fmt::format("expected an integer, got the fraction {}", text);
  }
  return why_not_a_number(node, "an integer");
}

}  // namespace

std::optional<std::int64_t> integer_of(const Node& node, const std::string& path,
                                       Diagnostics& diagnostics) {
  if (node.is_scalar() && !node.quoted) {
    if (const auto value = parse_integral(node.scalar)) return value;
  }
  diagnostics.error(node.place, path, why_not_an_integer(node));
  return std::nullopt;
}

std::optional<double> number_of(const Node& node, const std::string& path,
                                Diagnostics& diagnostics) {
  if (node.is_scalar() && !node.quoted && !has_leading_zero(node.scalar)) {
    if (const auto value = parse_double(node.scalar)) return value;
  }
  diagnostics.error(node.place, path, why_not_a_number(node, "a finite number"));
  return std::nullopt;
}

std::optional<bool> bool_of(const Node& node, const std::string& path, Diagnostics& diagnostics) {
  const std::string word = node.is_scalar() && !node.quoted ? lower(node.scalar) : "";
  if (word == "true") return true;
  if (word == "false") return false;
  diagnostics.error(node.place, path, "expected true or false, got " + description_of(node));
  return std::nullopt;
}

std::optional<std::string> text_of(const Node& node, const std::string& path,
                                   Diagnostics& diagnostics) {
  if (node.is_scalar()) return node.scalar;
  diagnostics.error(node.place, path, "expected a text, got " + description_of(node));
  return std::nullopt;
}

namespace {

bool is_plain_safe(std::string_view text) {
  constexpr std::array<std::string_view, 7> kWords{"null", "true", "false", "yes",
                                                   "no",   "on",   "off"};
  const std::string word = lower(text);
  if (word.empty() || word.front() < 'a' || word.front() > 'z') return false;
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return false;
  return word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-./") == std::string::npos;
}

std::string escaped(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
}

}  // namespace

std::string yaml_text(std::string_view text) {
  if (is_plain_safe(text)) return std::string(text);
  std::string result = "\"";
  for (const char c : text) result += escaped(c);
  return result + '"';
}

}  // namespace systole
