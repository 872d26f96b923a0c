#include "sweep/expression.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sweep/expression_tree.hpp"

namespace systole::sweep {

namespace {

/// Bounds the recursion of the parser.
constexpr int kDeepestNesting = 64;

struct Refused {
  std::size_t offset;
  std::string message;
};

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool continues_name(char c) {
  return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.';
}

struct InfixWord {
  std::string_view spelling;
  Operation operation;
};

// Longer spellings come first.
const std::vector<InfixWord> kComparisons{
    {"<=", Operation::less_equal}, {">=", Operation::greater_equal}, {"==", Operation::equal},
    {"!=", Operation::not_equal},  {"<", Operation::less},           {">", Operation::greater}};
const std::vector<InfixWord> kSums{{"+", Operation::add}, {"-", Operation::subtract}};
const std::vector<InfixWord> kProducts{{"*", Operation::multiply}, {"/", Operation::divide}};

/// One function per level of precedence, loosest first.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  ExpressionTree whole() {
    ExpressionTree tree = disjunction();
    skip_blanks();
    if (at_ < text_.size()) refuse(unexpected() + "; expected an operator or the end");
    return tree;
  }
  std::set<std::string> take_names() { return std::move(names_); }

 private:
  [[noreturn]] void refuse(const std::string& message) const { throw Refused{at_, message}; }

  std::string unexpected() const {
    if (at_ >= text_.size()) return "the expression ends here";
    if (text_[at_] == '=') return "a single '='; write == to compare";
    if (text_.substr(at_, 2) == "&&" || text_.substr(at_, 2) == "||")
      return fmt::format("'{}'; write and, or", text_.substr(at_, 2));
    return fmt::format("unexpected '{}'", text_[at_]);
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n'))
      ++at_;
  }

  bool take(std::string_view symbol) {
    skip_blanks();
    if (text_.substr(at_, symbol.size()) != symbol) return false;
    at_ += symbol.size();
    return true;
  }

  bool take_word(std::string_view word) {
    skip_blanks();
    const std::size_t end = at_ + word.size();
    if (text_.substr(at_, word.size()) != word) return false;
    if (end < text_.size() && continues_name(text_[end])) return false;
    at_ = end;
    return true;
  }

  std::optional<Operation> take_one_of(const std::vector<InfixWord>& words) {
    for (const InfixWord& word : words) {
      if (take(word.spelling)) return word.operation;
    }
    return std::nullopt;
  }

  ExpressionTree join(Operation operation, ExpressionTree left, ExpressionTree right) const {
    ExpressionTree tree;
    tree.operation = operation;
    tree.offset = left.offset;
    tree.operands.push_back(std::move(left));
    tree.operands.push_back(std::move(right));
    return tree;
  }

  ExpressionTree apply(Operation operation, ExpressionTree operand) const {
    ExpressionTree tree;
    tree.operation = operation;
    tree.offset = operand.offset;
    tree.operands.push_back(std::move(operand));
    return tree;
  }

  ExpressionTree disjunction() {
    if (++depth_ > kDeepestNesting) refuse("too many parentheses");
    ExpressionTree left = conjunction();
    while (take_word("or")) left = join(Operation::logical_or, std::move(left), conjunction());
    --depth_;
    return left;
  }

  ExpressionTree conjunction() {
    ExpressionTree left = negation();
    while (take_word("and")) left = join(Operation::logical_and, std::move(left), negation());
    return left;
  }

  ExpressionTree negation() {
    std::size_t times = 0;
    while (take_word("not")) ++times;
    ExpressionTree tree = comparison();
    for (; times > 0; --times) tree = apply(Operation::logical_not, std::move(tree));
    return tree;
  }

  ExpressionTree comparison() {
    ExpressionTree left = sum();
    const auto operation = take_one_of(kComparisons);
    if (!operation) return left;
    ExpressionTree tree = join(*operation, std::move(left), sum());
    skip_blanks();
    const std::size_t here = at_;
    if (!take_one_of(kComparisons)) return tree;
    at_ = here;
    refuse("comparisons cannot be chained; write a < b and b < c");
  }

  ExpressionTree sum() {
    ExpressionTree left = product();
    while (const auto operation = take_one_of(kSums))
      left = join(*operation, std::move(left), product());
    return left;
  }

  ExpressionTree product() {
    ExpressionTree left = signed_power();
    while (const auto operation = take_one_of(kProducts))
      left = join(*operation, std::move(left), signed_power());
    return left;
  }

  ExpressionTree signed_power() {
    std::size_t minuses = 0;
    while (take("-")) ++minuses;
    ExpressionTree tree = primary();
    if (take("^")) tree = join(Operation::power, std::move(tree), exponent());
    if (minuses % 2 == 1) tree = apply(Operation::negate, std::move(tree));
    return tree;
  }

  ExpressionTree exponent() { return take("-") ? apply(Operation::negate, primary()) : primary(); }

  ExpressionTree primary() {
    skip_blanks();
    if (at_ >= text_.size()) refuse("the expression ends where a number or a name is expected");
    const char c = text_[at_];
    if (take("(")) return parenthesis();
    if (c == '"' || c == '\'') return quoted(c);
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return number();
    if (starts_name(c)) return name();
    refuse(unexpected() + "; expected a number, a name or (");
  }

  ExpressionTree parenthesis() {
    ExpressionTree tree = disjunction();
    if (!take(")")) refuse(unexpected() + "; expected )");
    return tree;
  }

  ExpressionTree leaf(std::size_t start) const {
    ExpressionTree tree;
    tree.offset = static_cast<int>(start);
    return tree;
  }

  ExpressionTree quoted(char mark) {
    const std::size_t end = text_.find(mark, at_ + 1);
    if (end == std::string_view::npos) refuse("the quotes do not end");
    ExpressionTree tree = leaf(at_);
    tree.value = std::string(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return tree;
  }

  ExpressionTree number() {
    const std::size_t start = at_;
    const auto continues = [&] {
      const char c = text_[at_];
      const bool sign =
          (c == '+' || c == '-') && at_ > start && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E');
      return sign || continues_name(c);
    };
    while (at_ < text_.size() && continues()) ++at_;
    const std::string_view digits = text_.substr(start, at_ - start);
    const auto value = parse_double(digits);
    if (!value) {
      at_ = start;
      refuse(fmt::format("'{}' is not a number", digits));
    }
    ExpressionTree tree = leaf(start);
    tree.value = *value;
    return tree;
  }

  ExpressionTree name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
    const std::string word(text_.substr(start, at_ - start));
    if (word == "and" || word == "or" || word == "not") {
      at_ = start;
      refuse("'" + word + "' stands where a number or a name is expected");
    }
    if (take("(")) return call(word, start);
    ExpressionTree tree = leaf(start);
    tree.operation = Operation::name;
    tree.name = word;
    names_.insert(word);
    return tree;
  }

  ExpressionTree call(const std::string& word, std::size_t start) {
    const auto& words = function_words();
    const auto function = std::find_if(
        words.begin(), words.end(), [&](const FunctionWord& known) { return known.name == word; });
    if (function == words.end()) {
      at_ = start;
      refuse(fmt::format("there is no function '{}'; there are {}", word, function_names()));
    }
    ExpressionTree tree = leaf(start);
    tree.operation = function->operation;
    do {
      tree.operands.push_back(disjunction());
    } while (take(","));
    if (!take(")")) refuse(unexpected() + "; expected ) or ,");
    if (tree.operands.size() < function->least || tree.operands.size() > function->most) {
      at_ = start;
      refuse(fmt::format("{} takes {} operand{}", word,
                         function->least == 1 ? "one" : "two or more",
                         function->least == 1 ? "" : "s"));
    }
    return tree;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::set<std::string> names_;
};

Place moved(Place place, std::size_t offset) {
  if (place.column > 0) place.column += static_cast<int>(offset);
  return place;
}

/// The expression with a mark under the character in question.
std::string marked(const std::string& text, std::size_t offset) {
  return fmt::format("\n  {}\n  {:>{}}", text, "^", offset + 1);
}

}  // namespace

const std::vector<FunctionWord>& function_words() {
  constexpr std::size_t kMany = 64;
  static const std::vector<FunctionWord> kWords{
      {"min", Operation::minimum, 2, kMany},  {"max", Operation::maximum, 2, kMany},
      {"abs", Operation::absolute, 1, 1},     {"sqrt", Operation::square_root, 1, 1},
      {"log2", Operation::logarithm_2, 1, 1}, {"ln", Operation::logarithm_e, 1, 1},
      {"floor", Operation::floor, 1, 1},      {"ceil", Operation::ceiling, 1, 1}};
  return kWords;
}

const std::string& function_names() {
  static const std::string kNames = [] {
    std::string names;
    for (const FunctionWord& word : function_words())
      names += (names.empty() ? "" : ", ") + std::string(word.name);
    return names;
  }();
  return kNames;
}

Expression Expression::parse(const std::string& text, const Place& place) {
  Expression expression;
  expression.text_ = text;
  expression.place_ = place;
  Parser parser(text);
  try {
    expression.tree_ = std::make_shared<const ExpressionTree>(parser.whole());
  } catch (const Refused& refused) {
    throw UserError(moved(place, refused.offset), refused.message + marked(text, refused.offset));
  }
  expression.names_ = parser.take_names();
  return expression;
}

Value Expression::evaluate(const Lookup& lookup) const {
  try {
    return value_of(*tree_, lookup);
  } catch (const NotANumber& wrong) {
    const auto offset = static_cast<std::size_t>(wrong.offset);
    throw UserError(moved(place_, offset),
                    fmt::format("the text '{}' stands where a number is needed", wrong.text) +
                        marked(text_, offset));
  }
}

bool Expression::holds(const Lookup& lookup) const {
  const auto value = number_in(evaluate(lookup));
  return value && *value != 0.0;
}

}  // namespace systole::sweep
