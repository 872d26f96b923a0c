// Integer arithmetic that never wraps: a hostile shape of 10^18 is an error with words, not a
// negative number.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace systole {

/// a * b; throws UserError naming `what` when the product leaves 64 bits.
std::int64_t checked_mul(std::int64_t a, std::int64_t b, std::string_view what);
/// The product of all factors; throws as checked_mul does.
std::int64_t checked_product(std::initializer_list<std::int64_t> factors, std::string_view what);
/// a + b; throws UserError naming `what` when the sum leaves 64 bits.
std::int64_t checked_add(std::int64_t a, std::int64_t b, std::string_view what);

/// ceil(a / b) for a >= 0, b > 0, without overflow.
constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return a / b + (a % b != 0); }

/// The smallest multiple of `granule` that is >= a.
constexpr std::int64_t align_up(std::int64_t a, std::int64_t granule) {
  return ceil_div(a, granule) * granule;
}

}  // namespace systole
