#include "frontend/expression.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include <boost/spirit/home/x3.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::frontend {

namespace x3 = boost::spirit::x3;

namespace {

/// Bounds the recursion of the parser on hostile input.
constexpr std::size_t kLongestExpression = 256;
constexpr int kDeepestNesting = 32;

using Iterator = std::string_view::const_iterator;
using Number = std::int64_t;
using Text = boost::iterator_range<Iterator>;

struct ParametersTag;

template <typename Context>
const Parameters& parameters_of(const Context& context) {
  return x3::get<ParametersTag>(context).get();
}

std::string_view view_of(const Text& text) {
  return {&*text.begin(), static_cast<std::size_t>(text.size())};
}

/// Thrown by the actions below, which do not know where the expression starts.
struct ValueError {
  std::string message;
  Iterator at;
};

Number number_from(const Text& text) {
  if (const auto value = parse_integral(view_of(text))) return *value;
  throw ValueError{fmt::format("'{}' is not an integer that fits in 64 bits (written without "
                               "leading zeros)",
                               view_of(text)),
                   text.begin()};
}

Number parameter_from(const Text& text, const Parameters& parameters) {
  const std::string_view name = view_of(text);
  if (const auto found = parameters.find(name); found != parameters.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& entry : parameters) names.push_back(entry.first);
  throw ValueError{fmt::format("unknown parameter '{}'{} (available: {})", name,
                               suggestion(name, names), fmt::join(names, ", ")),
                   text.begin()};
}

Number floor_div(Number a, Number b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

void check_divisor(Number a, Number b) {
  if (b == 0) throw UserError(fmt::format("{} / 0", a));
  if (b == -1) checked_mul(a, b, "quotient");  // the one quotient that overflows
}

Number exact_div(Number a, Number b) {
  check_divisor(a, b);
  if (a % b == 0) return a / b;
  throw UserError(
      fmt::format("{} / {} leaves a remainder; use ceil_div({}, {}) or floor_div", a, b, a, b));
}

Number rounded_down(Number a, Number b) {
  check_divisor(a, b);
  return floor_div(a, b);
}

Number rounded_up(Number a, Number b) {
  check_divisor(a, b);
  return a % b == 0 ? a / b : floor_div(a, b) + 1;
}

Number sum(Number a, Number b) { return checked_add(a, b, "sum"); }
Number product(Number a, Number b) { return checked_mul(a, b, "product"); }
Number difference(Number a, Number b) { return sum(a, product(-1, b)); }
Number smaller(Number a, Number b) { return std::min(a, b); }
Number larger(Number a, Number b) { return std::max(a, b); }

using Operation = Number (*)(Number, Number);

/// `operation` of two numbers, with the place of the second when it fails.
template <typename Context>
Number apply(Operation operation, Number a, Number b, const Context& context) {
  try {
    return operation(a, b);
  } catch (const UserError& error) {
    throw ValueError{error.what(), x3::_where(context).begin()};
  }
}

/// An action that joins the value so far and the value just read.
template <Operation operation>
constexpr auto join = [](auto& context) {
  x3::_val(context) = apply(operation, x3::_val(context), x3::_attr(context), context);
};

constexpr auto take = [](auto& context) { x3::_val(context) = x3::_attr(context); };
constexpr auto take_negated = [](auto& context) {
  x3::_val(context) = apply(product, -1, x3::_attr(context), context);
};
constexpr auto take_number = [](auto& context) {
  x3::_val(context) = number_from(x3::_attr(context));
};
constexpr auto take_parameter = [](auto& context) {
  x3::_val(context) = parameter_from(x3::_attr(context), parameters_of(context));
};

// The grammar. Every rule's value is computed while it is parsed; no rule is parsed twice.

const x3::rule<struct ExpressionTag, Number> expression{"an expression"};
const x3::rule<struct TermTag, Number> term{"a product"};
const x3::rule<struct FactorTag, Number> factor{"a number, a parameter or ("};

const auto letter = x3::ascii::alpha | x3::char_('_');
const auto name = x3::raw[x3::lexeme[letter >> *(letter | x3::ascii::digit)]];
const auto number = x3::raw[x3::lexeme[x3::ascii::digit >> *(x3::ascii::alnum | x3::char_('.'))]];

template <Operation operation>
auto function(const char* spelling) {
  const auto word = x3::lexeme[x3::lit(spelling) >> !(letter | x3::ascii::digit)];
  return word > '(' > expression[take] > ',' > expression[join<operation>] > ')';
}

const auto expression_def = term[take] >>
                            *(('+' > term[join<sum>]) | ('-' > term[join<difference>]));
const auto term_def = factor[take] >>
                      *(('*' > factor[join<product>]) | ('/' > factor[join<exact_div>]));
const auto factor_def = number[take_number] | function<rounded_up>("ceil_div") |
                        function<rounded_down>("floor_div") | function<smaller>("min") |
                        function<larger>("max") | name[take_parameter] |
                        ('(' > expression[take] > ')') | ('-' > factor[take_negated]);

BOOST_SPIRIT_DEFINE(expression, term, factor)

std::size_t offset_of(Iterator at, std::string_view text) {
  return static_cast<std::size_t>(at - text.begin());
}

void check_bounds(std::string_view text) {
  if (text.size() > kLongestExpression) {
    throw ExpressionError(
        fmt::format("an expression may have at most {} characters", kLongestExpression), 0);
  }
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c < ' ' || c > '~') throw ExpressionError("only ASCII characters stand in expressions", i);
    depth += (c == '(') - (c == ')');
    if (depth > kDeepestNesting) throw ExpressionError("too many parentheses", i);
  }
}

Number parse(std::string_view text, const Parameters& parameters) {
  Number value = 0;
  Iterator at = text.begin();
  const auto grammar = x3::with<ParametersTag>(std::cref(parameters))[expression];
  const bool matched = x3::phrase_parse(at, text.end(), grammar, x3::ascii::space, value);
  if (matched && at == text.end()) return value;
  const std::string expected = matched ? "an operator" : factor.name;
  throw ExpressionError("expected " + expected, offset_of(at, text));
}

}  // namespace

std::int64_t evaluate(std::string_view text, const Parameters& parameters) {
  check_bounds(text);
  try {
    return parse(text, parameters);
  } catch (const ValueError& error) {
    throw ExpressionError(error.message, offset_of(error.at, text));
  } catch (const x3::expectation_failure<Iterator>& failure) {
    throw ExpressionError("expected " + failure.which(), offset_of(failure.where(), text));
  }
}

bool is_parameter_name(std::string_view text) {
  constexpr std::array<std::string_view, 4> kFunctions{"ceil_div", "floor_div", "min", "max"};
  if (std::find(kFunctions.begin(), kFunctions.end(), text) != kFunctions.end()) return false;
  const auto grammar = letter >> *(letter | x3::ascii::digit);
  Iterator at = text.begin();
  const bool is_ascii = std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
  return is_ascii && x3::parse(at, text.end(), grammar) && at == text.end();
}

}  // namespace systole::frontend
