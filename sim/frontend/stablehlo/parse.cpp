#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/limits.hpp"
#include "frontend/stablehlo/module.hpp"
#include "frontend/stablehlo/scanner.hpp"
#include "frontend/stablehlo/types.hpp"

namespace systole::frontend::stablehlo {

namespace {

constexpr int kDeepestLoop = 32;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '$' ||
         c == '-' || c == '#';
}

/// Reads blocks of statements. A statement may span lines: the next one starts on a line with a
/// result, a closing brace, or the name of an operation.
class Parser {
 public:
  explicit Parser(const Scanner& scanner) : scanner_(scanner), text_(scanner.text()) {}

  Module module() {
    Module module;
    constexpr std::string_view kFunction = "func.func";
    for (std::size_t at = text_.find(kFunction); at != std::string_view::npos;
         at = text_.find(kFunction, at)) {
      at += kFunction.size();
      function(module, at);
    }
    return module;
  }

 private:
  char here(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  bool is_here(std::size_t at, std::string_view word) const {
    return text_.substr(at, word.size()) == word;
  }

  std::string take_word(std::size_t& at) const {
    const std::size_t begin = at;
    while (is_word(here(at)) && !is_here(at, "->")) ++at;
    return std::string(text_.substr(begin, at - begin));
  }

  std::string take_symbol(std::size_t& at) const {
    ++at;  // @
    if (here(at) != '"') return take_word(at);
    const std::size_t begin = at + 1;
    at = scanner_.behind_quotes(at);
    return std::string(text_.substr(begin, at - 1 - begin));
  }

  void function(Module& module, std::size_t& at) {
    const std::size_t name_at = text_.find('@', at);
    if (name_at == std::string_view::npos) scanner_.fail(at, "a function without a name");
    const bool is_private =
        text_.substr(at, name_at - at).find("private") != std::string_view::npos;
    at = name_at;
    const std::string name = take_symbol(at);
    at = scanner_.skip_blanks(at);
    if (here(at) != '(') scanner_.fail(at, "expected the arguments of a function");
    Function function;
    arguments(function, at);
    skip_head(at);
    if (here(at) != '{') return;  // a declaration
    const std::size_t end = scanner_.behind_group(at);
    function.statements = block(at + 1, end - 1, 0);
    at = end;
    if (name == "main" || (module.entry.empty() && !is_private)) module.entry = name;
    module.functions[name] = std::move(function);
  }

  /// (%arg0: tensor<8xf32> {attributes}, ...)
  void arguments(Function& function, std::size_t& at) const {
    const std::size_t end = scanner_.behind_group(at);
    for (at = scanner_.skip_blanks(at + 1); at < end - 1;) {
      if (here(at) != '%') scanner_.fail(at, "expected an argument, as %arg0: tensor<8xf32>");
      ++at;
      function.arguments.push_back(take_word(at));
      at = scanner_.skip_blanks(at);
      if (here(at) != ':') scanner_.fail(at, "expected the type of an argument");
      function.argument_types.push_back(take_type(scanner_, ++at));
      at = scanner_.skip_blanks(at);
      while (at < end - 1 && here(at) != ',') {
        const bool group = here(at) == '{' || here(at) == '(';
        at = scanner_.skip_blanks(group ? scanner_.behind_group(at) : at + 1);
      }
      if (here(at) == ',') at = scanner_.skip_blanks(at + 1);
    }
    at = end;
  }

  /// "-> (types)" and "attributes {...}", up to the body.
  void skip_head(std::size_t& at) const {
    at = scanner_.skip_blanks(at);
    if (is_here(at, "->")) {
      at = scanner_.skip_blanks(at + 2);
      if (here(at) == '(') {
        at = scanner_.behind_group(at);
      } else {
        take_type(scanner_, at);
      }
      at = scanner_.skip_blanks(at);
    }
    if (!is_here(at, "attributes")) return;
    at = scanner_.skip_blanks(at + std::string_view("attributes").size());
    if (here(at) == '{') at = scanner_.skip_blanks(scanner_.behind_group(at));
  }

  std::vector<Statement> block(std::size_t at, std::size_t end, int depth) {
    if (depth > kDeepestLoop)
      scanner_.fail(at, fmt::format("loops nest more than {} deep", kDeepestLoop));
    std::vector<Statement> statements;
    for (at = scanner_.skip_blanks(at); at < end; at = scanner_.skip_blanks(at)) {
      const std::size_t begin = at;
      at = behind_statement(at, end);
      if (++statements_ > kMostTraceOperators) scanner_.fail(at, "too many statements");
      statements.push_back(statement(begin, at, depth));
    }
    return statements;
  }

  /// Where the next line starts a statement of its own.
  std::size_t behind_statement(std::size_t at, std::size_t end) const {
    while (at < end) {
      const char c = text_[at];
      if (c == '"') {
        at = scanner_.behind_quotes(at);
      } else if (c == '(' || c == '[' || c == '{' || c == '<') {
        at = scanner_.behind_group(at);
      } else if (c == '\n') {
        at = scanner_.skip_blanks(at);
        if (at >= end || starts_statement(at)) return std::min(at, end);
      } else {
        ++at;
      }
    }
    return end;
  }

  bool starts_statement(std::size_t at) const {
    if (here(at) == '%' || here(at) == '"' || here(at) == '^') return true;
    const std::string word = take_word(at);
    return word == "return" || word == "call" || word.find('.') != std::string::npos;
  }

  Statement statement(std::size_t begin, std::size_t end, int depth) {
    Statement made;
    made.line = line_at(begin);
    std::size_t at = begin;
    if (here(at) == '%') results(made, at);
    at = scanner_.skip_blanks(at);
    name(made, at);
    const std::size_t colon = colon_of(at, end);
    made.attributes = text_.substr(at, colon - at);
    if (made.name == "while") {
      loop(made, at, end, depth);
    } else {
      made.operands = operands_of(at, colon);
    }
    if (colon < end) signature(made, colon + 1);
    return made;
  }

  /// %0 = ..., %0:2 = ..., %a, %b = ...
  void results(Statement& made, std::size_t& at) const {
    while (here(at) == '%') {
      ++at;
      const std::string base = take_word(at);
      std::int64_t count = 1;
      if (here(at) == ':') {
        ++at;
        count = parse_int64(take_word(at)).value_or(1);
        if (count < 1 || count > 10'000) scanner_.fail(at, "an impossible number of results");
        for (std::int64_t i = 0; i < count; ++i)
          made.results.push_back(fmt::format("{}#{}", base, i));
      } else {
        made.results.push_back(base);
      }
      at = scanner_.skip_blanks(at);
      if (here(at) == ',') at = scanner_.skip_blanks(at + 1);
    }
    if (here(at) != '=') scanner_.fail(at, "expected '=' behind the results of a statement");
    ++at;
  }

  void name(Statement& made, std::size_t& at) const {
    std::string whole;
    if (here(at) == '"') {
      const std::size_t begin = at + 1;
      at = scanner_.behind_quotes(at);
      whole = text_.substr(begin, at - 1 - begin);
    } else {
      whole = take_word(at);
    }
    made.name = whole.substr(whole.rfind('.') == std::string::npos ? 0 : whole.rfind('.') + 1);
    if (made.name.empty()) scanner_.fail(at, "expected the name of an operation");
    const std::size_t next = scanner_.skip_blanks(at);
    if (here(next) != '@') return;
    at = next;
    made.symbol = take_symbol(at);
  }

  /// The first colon outside all brackets: types follow.
  std::size_t colon_of(std::size_t at, std::size_t end) const {
    while (at < end) {
      const char c = text_[at];
      if (c == ':') return at;
      if (c == '"') {
        at = scanner_.behind_quotes(at);
      } else if (c == '(' || c == '[' || c == '{' || c == '<') {
        at = scanner_.behind_group(at);
      } else {
        ++at;
      }
    }
    return end;
  }

  /// Every %name up to the types, but for those inside regions.
  std::vector<std::string> operands_of(std::size_t at, std::size_t end) const {
    std::vector<std::string> operands;
    while (at < end) {
      const char c = text_[at];
      if (c == '"') {
        at = scanner_.behind_quotes(at);
      } else if (c == '{') {
        at = scanner_.behind_group(at);
      } else if (c == '%') {
        ++at;
        operands.push_back(take_word(at));
      } else {
        ++at;
      }
    }
    return operands;
  }

  /// (%i = %0, %x = %1) : types cond { ... } do { ... }, or "..."(%0, %1) ({^bb0(...): ...},
  /// {...}).
  void loop(Statement& made, std::size_t at, std::size_t end, int depth) {
    at = scanner_.skip_blanks(at);
    if (here(at) != '(') scanner_.fail(at, "expected the operands of a loop");
    const std::size_t behind = scanner_.behind_group(at);
    const std::vector<std::string> names = operands_of(at, behind);
    const bool is_pretty = text_.substr(at, behind - at).find('=') != std::string_view::npos;
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool is_argument = is_pretty && i % 2 == 0;
      (is_argument ? arguments : made.operands).push_back(names[i]);
    }
    for (const auto& [begin, close] : bodies(behind, end)) {
      Region region;
      region.arguments = arguments;
      std::size_t inside = scanner_.skip_blanks(begin + 1);
      if (here(inside) == '^') block_head(region, inside, close);
      region.statements = block(inside, close - 1, depth + 1);
      made.regions.push_back(std::move(region));
    }
  }

  /// The last two groups of braces: condition and body.
  std::vector<std::pair<std::size_t, std::size_t>> bodies(std::size_t at, std::size_t end) const {
    std::vector<std::pair<std::size_t, std::size_t>> groups;
    while (at < end) {
      const char c = text_[at];
      if (c == '"') {
        at = scanner_.behind_quotes(at);
      } else if (c == '{') {
        const std::size_t close = scanner_.behind_group(at);
        const bool is_region =
            text_.substr(at, close - at).find("return") != std::string_view::npos;
        if (is_region) groups.emplace_back(at, close);
        at = close;
      } else {
        ++at;
      }
    }
    return groups;
  }

  /// ^bb0(%a: tensor<f32>, ...):
  void block_head(Region& region, std::size_t& at, std::size_t end) const {
    const std::size_t open = text_.find('(', at);
    if (open == std::string_view::npos || open >= end)
      scanner_.fail(at, "expected block arguments");
    const std::size_t behind = scanner_.behind_group(open);
    region.arguments = operands_of(open, behind);
    at = scanner_.skip_blanks(behind);
    if (here(at) == ':') at = scanner_.skip_blanks(at + 1);
  }

  void signature(Statement& made, std::size_t at) const {
    const Signature signature = take_signature(scanner_, at);
    made.operand_types = signature.operands;
    made.result_types = signature.results;
    if (!made.result_types.empty() || made.results.empty()) return;
    // One type stands for operands and result alike; of several the last is the result's.
    if (made.operand_types.size() == made.results.size()) {
      made.result_types = made.operand_types;
    } else if (!made.operand_types.empty()) {
      made.result_types.assign(made.results.size(), made.operand_types.back());
    }
  }

  /// Counted on from the last statement: they come nearly in order.
  int line_at(std::size_t at) {
    if (at < counted_to_) {
      counted_to_ = 0;
      line_ = 1;
    }
    const auto begin = text_.begin();
    line_ += static_cast<int>(std::count(begin + static_cast<std::ptrdiff_t>(counted_to_),
                                         begin + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_to_ = at;
    return line_;
  }

  const Scanner& scanner_;
  std::string_view text_;
  std::size_t statements_ = 0;
  std::size_t counted_to_ = 0;
  int line_ = 1;
};

}  // namespace

Module parse(const std::string& path, const std::string& text) {
  const std::string plain = without_comments(text);
  const Scanner scanner(path, plain);
  return Parser(scanner).module();
}

}  // namespace systole::frontend::stablehlo
