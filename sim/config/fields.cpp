#include "config/fields.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace systole::config {

namespace {

/// Large powers of two are easier to read as such.
std::string readable(std::int64_t value) {
  constexpr std::int64_t kLarge = 1 << 20;
  if (value < kLarge || (value & (value - 1)) != 0) return std::to_string(value);
  return fmt::format("2^{}", __builtin_ctzll(static_cast<unsigned long long>(value)));
}

}  // namespace

std::string to_string(const Range& range) {
  return readable(range.low) + " to " + readable(range.high);
}

std::string to_string(const Interval& interval) {
  return shortest(interval.low) + " to " + shortest(interval.high);
}

}  // namespace systole::config
