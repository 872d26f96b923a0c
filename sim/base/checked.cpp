#include "base/checked.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole {

namespace {

[[noreturn]] void overflow(std::int64_t a, char operation, std::int64_t b, std::string_view what) {
  throw UserError(fmt::format("{}: {} {} {} does not fit in 64 bits; use smaller dimensions", what,
                              a, operation, b));
}

}  // namespace

std::int64_t checked_mul(std::int64_t a, std::int64_t b, std::string_view what) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) overflow(a, 'x', b, what);
  return product;
}

std::int64_t checked_product(std::initializer_list<std::int64_t> factors, std::string_view what) {
  std::int64_t product = 1;
  for (const std::int64_t factor : factors) product = checked_mul(product, factor, what);
  return product;
}

std::int64_t checked_add(std::int64_t a, std::int64_t b, std::string_view what) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) overflow(a, '+', b, what);
  return sum;
}

}  // namespace systole
