#include "frontend/microseconds.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/text.hpp"

namespace systole::frontend {

namespace {

/// `text` times ten to the power of `shift`, as text: only its exponent changes.
std::optional<std::string> shifted(std::string_view text, int shift) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  int exponent = 0;
  if (e < text.size()) {
    std::string_view power = text.substr(e + 1);
    if (starts_with(power, "+")) power.remove_prefix(1);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    constexpr int kBeyond = 1000;
    if (error != std::errc() || end != power.data() + power.size()) return std::nullopt;
    if (exponent > kBeyond || exponent < -kBeyond) return std::nullopt;
  }
  return fmt::format("{}e{}", text.substr(0, e), exponent + shift);
}

/// "1.25e1" as "12.5", where that is not too long.
std::string without_exponent(std::string_view scientific) {
  const std::size_t e = scientific.find('e');
  int exponent = 0;
  std::from_chars(scientific.data() + e + 1, scientific.data() + scientific.size(), exponent);
  std::string digits(scientific.substr(0, e));
  digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
  constexpr int kLowest = -4;
  constexpr int kHighest = 15;
  if (exponent < kLowest || exponent > kHighest) return std::string(scientific);
  if (exponent < 0)
    return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return digits + std::string(whole - digits.size(), '0');
  return digits.substr(0, whole) + "." + digits.substr(whole);
}

}  // namespace

std::optional<double> seconds_from_microseconds(std::string_view text) {
  if (!parse_double(text)) return std::nullopt;
  const std::optional<std::string> seconds = shifted(text, -6);
  return seconds ? parse_double(*seconds) : std::nullopt;
}

std::string microseconds_text(double seconds) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), seconds,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  return without_exponent(shifted(text, 6).value_or(std::string(text)));
}

}  // namespace systole::frontend
