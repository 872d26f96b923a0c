// Arithmetic and conditions over named figures, as a sweep's constraints and metrics are written:
// `area_mm2 < 814 and tpp < 4800`, `2048 / seconds`.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/error.hpp"
#include "sweep/value.hpp"

namespace systole::sweep {

struct ExpressionTree;

/// Numbers, "texts", names (dots are part of a name), + - * / ^, < <= > >= == !=, and, or, not,
/// parentheses, and min, max, abs, sqrt, log2, ln, floor, ceil.
class Expression {
 public:
  /// `place` is where the text begins. Throws UserError at the character that is wrong.
  static Expression parse(const std::string& text, const Place& place);

  const std::string& text() const { return text_; }
  const Place& place() const { return place_; }
  const std::set<std::string>& names() const { return names_; }

  using Lookup = std::function<Value(const std::string& name)>;
  /// A number (conditions are 1 or 0) or a text; nothing where an operand is not known or a
  /// quotient is by zero. Throws UserError where texts stand in arithmetic.
  Value evaluate(const Lookup& lookup) const;
  /// Whether a condition holds; one that cannot be decided does not.
  bool holds(const Lookup& lookup) const;

 private:
  std::string text_;
  Place place_;
  std::set<std::string> names_;
  std::shared_ptr<const ExpressionTree> tree_;
};

/// The functions of an expression, for messages and documentation.
const std::string& function_names();

}  // namespace systole::sweep
