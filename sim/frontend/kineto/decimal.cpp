#include "frontend/kineto/decimal.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace systole::frontend::kineto {

namespace {

constexpr std::int64_t kMost = INT64_MAX / 4;

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// False when there is no room for one more digit.
bool append(std::int64_t& value, char digit) {
  if (value > (kMost - 9) / 10) return false;
  value = value * 10 + (digit - '0');
  return true;
}

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
  const bool negative = starts_with(text, "-");
  const std::string_view plain = negative ? text.substr(1) : text;
  const std::size_t point = std::min(plain.find('.'), plain.size());
  const std::string_view whole = plain.substr(0, point);
  const std::string_view fraction = point < plain.size() ? plain.substr(point + 1) : "";
  if (whole.empty() || !is_digits(whole) || !is_digits(fraction))
    return scaled_double(text, digits);
  std::int64_t value = 0;
  for (const char c : whole) {
    if (!append(value, c)) return std::nullopt;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(digits); ++i) {
    if (!append(value, i < fraction.size() ? fraction[i] : '0')) return std::nullopt;
  }
  const auto next = static_cast<std::size_t>(digits);
  if (next < fraction.size() && fraction[next] >= '5') ++value;
  return negative ? -value : value;
}

}  // namespace systole::frontend::kineto
