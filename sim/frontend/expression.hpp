// Integer expressions over named parameters, as the native workload format has them in place of
// numbers.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace systole::frontend {

using Parameters = std::map<std::string, std::int64_t, std::less<>>;

/// A mistake in an expression, `offset` bytes from its start.
struct ExpressionError : std::runtime_error {
  ExpressionError(const std::string& message, std::size_t at)
      : std::runtime_error(message), offset(at) {}
  std::size_t offset;
};

/// The value of an expression of integers, parameter names, + - * /, parentheses, ceil_div(a, b),
/// floor_div(a, b), min(a, b) and max(a, b). A division by `/` must leave no remainder. Throws
/// ExpressionError.
std::int64_t evaluate(std::string_view text, const Parameters& parameters);

/// Whether `name` can stand in an expression: a letter or underscore, then letters, digits,
/// underscores.
bool is_parameter_name(std::string_view name);

}  // namespace systole::frontend
