#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace systole {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t end = text.find(separator);
    fields.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return fields;
    text.remove_prefix(end + 1);
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

namespace {

/// Levenshtein distance in which swapping two neighbours also costs one (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::optional<std::string> did_you_mean(std::string_view word,
                                        const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongestWord = 64;
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  const std::string wanted = lower(word);
  std::size_t best = 1 + std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string> answer;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance >= best || distance >= candidate.size()) continue;
    best = distance;
    answer = candidate;
  }
  return answer;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::optional<std::string> near = did_you_mean(word, candidates);
  return near ? fmt::format(", did you mean '{}'?", *near) : std::string();
}

std::optional<std::int64_t> parse_int64(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  const std::string_view digits = starts_with(text, "-") ? text.substr(1) : text;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

namespace {

/// "2.5" and 3 make "2500"; nothing when a fraction is left or the number is far beyond 64 bits.
std::optional<std::string> shifted(std::string_view mantissa, std::int64_t exponent) {
  const std::size_t point = mantissa.find('.');
  std::string digits(mantissa.substr(0, point));
  if (point != std::string_view::npos) {
    const std::string_view fraction = mantissa.substr(point + 1);
    digits += fraction;
    exponent -= static_cast<std::int64_t>(fraction.size());
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  for (; exponent < 0 && !digits.empty(); ++exponent) {
    if (digits.back() != '0') return std::nullopt;
    digits.pop_back();
  }
  if (digits.empty()) return "0";
  constexpr std::int64_t kMostDigits = 19;
  if (exponent > kMostDigits) return std::nullopt;
  return digits + std::string(static_cast<std::size_t>(exponent), '0');
}

}  // namespace

std::optional<std::int64_t> parse_integral(std::string_view text) {
  if (const auto exact = parse_int64(text)) return exact;
  if (text.find_first_of(".eE") == std::string_view::npos || !parse_double(text))
    return std::nullopt;
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  if (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') return std::nullopt;
  const std::size_t e = text.find_first_of("eE");
  std::int64_t exponent = 0;
  if (e != std::string_view::npos) {
    std::string_view power = text.substr(e + 1);
    if (!power.empty() && power.front() == '+') power.remove_prefix(1);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (error != std::errc() || end != power.data() + power.size()) return std::nullopt;
  }
  const std::optional<std::string> digits = shifted(text.substr(0, e), exponent);
  if (!digits) return std::nullopt;
  return parse_int64(negative ? "-" + *digits : *digits);
}

std::optional<double> parse_double(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  // from_chars also reads "inf" and "nan"; numbers in files are decimal digits.
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  if (!text.empty() && text.front() == '+') return std::nullopt;
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

std::string six_digits(double value) { return fmt::format("{:.6g}", value); }

std::string shortest(double value) { return fmt::format("{}", value); }

namespace {

/// Three significant digits without an exponent, for 0 <= |value| < 1024 or so.
std::string three_digits(double value) {
  const double size = std::fabs(value);
  const int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f}", value, decimals);
}

template <std::size_t kCount>
std::string scaled(double value, double step, const std::array<std::string_view, kCount>& units) {
  // 999.5 would print as "1000" of its unit, so it already belongs to the next.
  const double limit = step - 0.5;
  std::size_t unit = 0;
  while (std::fabs(value) >= limit && unit + 1 < units.size()) {
    value /= step;
    ++unit;
  }
  const bool whole = unit == 0 && std::trunc(value) == value;
  const std::string number = whole ? fmt::format("{:.0f}", value) : three_digits(value);
  return units[unit].empty() ? number : fmt::format("{} {}", number, units[unit]);
}

}  // namespace

std::string human_count(double value) {
  constexpr std::array<std::string_view, 7> kUnits{"", "k", "M", "G", "T", "P", "E"};
  return scaled(value, 1000.0, kUnits);
}

std::string human_bytes(double bytes) {
  constexpr std::array<std::string_view, 7> kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  return scaled(bytes, 1024.0, kUnits);
}

std::string human_seconds(double seconds) {
  if (seconds == 0.0) return "0 s";
  constexpr std::array<std::string_view, 6> kUnits{"fs", "ps", "ns", "us", "ms", "s"};
  return scaled(seconds * 1e15, 1000.0, kUnits);
}

}  // namespace systole
