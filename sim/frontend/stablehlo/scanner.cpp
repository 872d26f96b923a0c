#include "frontend/stablehlo/scanner.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace systole::frontend::stablehlo {

namespace {

constexpr std::size_t kDeepest = 256;

bool opens(char c) { return c == '(' || c == '[' || c == '{' || c == '<'; }
bool closes(char c) { return c == ')' || c == ']' || c == '}' || c == '>'; }

char partner(char open) {
  switch (open) {
    case '(':
      return ')';
    case '[':
      return ']';
    case '{':
      return '}';
    default:
      return '>';
  }
}

}  // namespace

std::size_t Scanner::behind_group(std::size_t open) const {
  std::string stack;
  for (std::size_t at = open; at < text_.size();) {
    const char c = text_[at];
    if (c == '"') {
      at = behind_quotes(at);
      continue;
    }
    const bool is_arrow = c == '>' && at > 0 && text_[at - 1] == '-';
    if (opens(c)) {
      if (stack.size() >= kDeepest)
        fail(at, fmt::format("brackets nest more than {} deep", kDeepest));
      stack.push_back(partner(c));
    } else if (closes(c) && !is_arrow) {
      if (stack.back() != c) fail(at, fmt::format("'{}' closes no bracket", c));
      stack.pop_back();
      if (stack.empty()) return at + 1;
    }
    ++at;
  }
  fail(open, "a bracket is never closed");
}

std::size_t Scanner::behind_quotes(std::size_t open) const {
  for (std::size_t at = open + 1; at < text_.size(); ++at) {
    if (text_[at] == '\\') {
      ++at;
    } else if (text_[at] == '"') {
      return at + 1;
    }
  }
  fail(open, "a text in quotes never ends");
}

std::size_t Scanner::skip_blanks(std::size_t at) const {
  while (at < text_.size() && std::isspace(static_cast<unsigned char>(text_[at])) != 0) ++at;
  return at;
}

int Scanner::line_of(std::size_t at) const {
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(at, text_.size()));
  return static_cast<int>(std::count(text_.begin(), end, '\n')) + 1;
}

void Scanner::fail(std::size_t at, const std::string& what) const {
  throw UserError(Place{path_, line_of(at), 1}, what);
}

std::string without_comments(std::string text) {
  bool in_quotes = false;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (in_quotes && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      in_quotes = !in_quotes;
    } else if (!in_quotes && text[at] == '/' && text[at + 1] == '/') {
      while (at < text.size() && text[at] != '\n') text[at++] = ' ';
    }
  }
  return text;
}

}  // namespace systole::frontend::stablehlo
