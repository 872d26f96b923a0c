// How expression.cpp keeps what it parsed, and how evaluate_expression.cpp works it out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sweep/expression.hpp"

namespace systole::sweep {

enum class Operation {
  constant,
  name,
  negate,
  logical_not,
  logical_and,
  logical_or,
  add,
  subtract,
  multiply,
  divide,
  power,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  minimum,
  maximum,
  absolute,
  square_root,
  logarithm_2,
  logarithm_e,
  floor,
  ceiling
};

struct ExpressionTree {
  Operation operation = Operation::constant;
  Value value;                           ///< constant
  std::string name;                      ///< name
  std::vector<ExpressionTree> operands;  ///< everything else
  int offset = 0;                        ///< of the operator, in characters from the start
};

struct FunctionWord {
  std::string_view name;
  Operation operation;
  std::size_t least;
  std::size_t most;
};
const std::vector<FunctionWord>& function_words();

/// A text stood where a number belongs.
struct NotANumber {
  int offset;
  std::string text;
};

Value value_of(const ExpressionTree& tree, const Expression::Lookup& lookup);

}  // namespace systole::sweep
