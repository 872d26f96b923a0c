// What expressions are worth. "Not known" passes through arithmetic, and through `and` and `or`
// unless the other side decides.
#include <algorithm>
#include <cmath>

#include "sweep/expression_tree.hpp"

namespace systole::sweep {

namespace {

using MaybeNumber = std::optional<double>;

Value in_cell(const MaybeNumber& number) {
  if (!number || !std::isfinite(*number)) return std::monostate{};
  return *number;
}

double truth(bool holds) { return holds ? 1.0 : 0.0; }

MaybeNumber number_of(const ExpressionTree& tree, const Expression::Lookup& lookup) {
  const Value value = value_of(tree, lookup);
  if (const auto* text = std::get_if<std::string>(&value)) throw NotANumber{tree.offset, *text};
  return number_in(value);
}

double arithmetic(Operation operation, double a, double b) {
  switch (operation) {
    case Operation::add:
      return a + b;
    case Operation::subtract:
      return a - b;
    case Operation::multiply:
      return a * b;
    case Operation::divide:
      return a / b;
    case Operation::power:
      return std::pow(a, b);
    case Operation::less:
      return truth(a < b);
    case Operation::less_equal:
      return truth(a <= b);
    case Operation::greater:
      return truth(a > b);
    case Operation::greater_equal:
      return truth(a >= b);
    case Operation::minimum:
      return std::min(a, b);
    default:
      return std::max(a, b);
  }
}

double function_of(Operation operation, double a) {
  switch (operation) {
    case Operation::negate:
      return -a;
    case Operation::logical_not:
      return truth(a == 0.0);
    case Operation::absolute:
      return std::fabs(a);
    case Operation::square_root:
      return std::sqrt(a);
    case Operation::logarithm_2:
      return std::log2(a);
    case Operation::logarithm_e:
      return std::log(a);
    case Operation::floor:
      return std::floor(a);
    default:
      return std::ceil(a);
  }
}

Value folded(const ExpressionTree& tree, const Expression::Lookup& lookup) {
  MaybeNumber sum = number_of(tree.operands.front(), lookup);
  for (std::size_t i = 1; i < tree.operands.size(); ++i) {
    const MaybeNumber next = number_of(tree.operands[i], lookup);
    if (!sum || !next) return std::monostate{};
    sum = arithmetic(tree.operation, *sum, *next);
  }
  return in_cell(sum);
}

/// Equality is of texts as well as of numbers.
Value compared(const ExpressionTree& tree, const Expression::Lookup& lookup) {
  const Value a = value_of(tree.operands[0], lookup);
  const Value b = value_of(tree.operands[1], lookup);
  if (std::holds_alternative<std::monostate>(a) || std::holds_alternative<std::monostate>(b))
    return std::monostate{};
  const auto* text_a = std::get_if<std::string>(&a);
  const auto* text_b = std::get_if<std::string>(&b);
  const bool texts = text_a != nullptr && text_b != nullptr;
  const bool equal = texts ? *text_a == *text_b
                           : text_a == nullptr && text_b == nullptr && number_in(a) == number_in(b);
  return truth(equal == (tree.operation == Operation::equal));
}

/// `decisive` is the value of one side that settles the whole: 0 for and, 1 for or.
Value decided(const ExpressionTree& tree, const Expression::Lookup& lookup, bool decisive) {
  bool known = true;
  for (const ExpressionTree& operand : tree.operands) {
    const MaybeNumber side = number_of(operand, lookup);
    if (side && (*side != 0.0) == decisive) return truth(decisive);
    known = known && side.has_value();
  }
  if (!known) return std::monostate{};
  return truth(!decisive);
}

}  // namespace

Value value_of(const ExpressionTree& tree, const Expression::Lookup& lookup) {
  switch (tree.operation) {
    case Operation::constant:
      return tree.value;
    case Operation::name:
      return lookup(tree.name);
    case Operation::logical_and:
      return decided(tree, lookup, false);
    case Operation::logical_or:
      return decided(tree, lookup, true);
    case Operation::equal:
    case Operation::not_equal:
      return compared(tree, lookup);
    case Operation::negate:
    case Operation::logical_not:
    case Operation::absolute:
    case Operation::square_root:
    case Operation::logarithm_2:
    case Operation::logarithm_e:
    case Operation::floor:
    case Operation::ceiling:
      break;
    default:
      return folded(tree, lookup);
  }
  const MaybeNumber operand = number_of(tree.operands.front(), lookup);
  return operand ? in_cell(function_of(tree.operation, *operand)) : Value{};
}

}  // namespace systole::sweep
