#include "frontend/kineto/decimal.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace systole::frontend::kineto {

namespace {

constexpr std::int64_t kMost = INT64_MAX / 16;

/// Numbers with an exponent: too rare to be worth exactness.
std::optional<std::int64_t> scaled_double(std::string_view text, int digits) {
  const auto number = parse_double(text);
  if (!number) return std::nullopt;
  const double scaled = std::round(*number * std::pow(10.0, digits));
  if (std::abs(scaled) > static_cast<double>(kMost)) return std::nullopt;
  return static_cast<std::int64_t>(scaled);
}

}  // namespace

std::optional<std::int64_t> scaled_decimal(std::string_view text, int digits) {
  const std::string_view whole = text;
  const bool negative = starts_with(text, "-");
  if (negative) text.remove_prefix(1);
  std::int64_t value = 0;
  int left = digits + 1;  // one more than is kept, for rounding
  bool after_point = false;
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    if (c == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (c < '0' || c > '9') return scaled_double(whole, digits);
    if (after_point && left == 0) continue;
    if (value > kMost) return std::nullopt;
    value = value * 10 + (c - '0');
    left -= after_point ? 1 : 0;
  }
  for (; left > 0; --left) {
    if (value > kMost) return std::nullopt;
    value *= 10;
  }
  value = (value + 5) / 10;
  return negative ? -value : value;
}

}  // namespace systole::frontend::kineto
