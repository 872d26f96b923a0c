#include "program/line.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace systole::program {

std::string Line::word(const char* what) {
  at_ = std::min(text_.find_first_not_of(' ', at_), text_.size());
  const std::size_t end = std::min(text_.find(' ', at_), text_.size());
  if (end == at_) fail(fmt::format("the line ends where {} was expected", what));
  std::string found = text_.substr(at_, end - at_);
  at_ = end;
  return found;
}

std::int64_t Line::number(const char* what, std::int64_t least, std::int64_t most) {
  const std::string text = word(what);
  const auto value = parse_int64(text);
  if (!value || *value < least || *value > most) {
    fail(fmt::format("{} must be a whole number from {} to {}, not '{}'", what, least, most, text));
  }
  return *value;
}

Address Line::address() {
  const std::string text = word("an address");
  std::size_t used = 0;
  try {
    const Address value = std::stoull(text, &used, 0);
    if (used == text.size() && value <= (Address{1} << 62)) return value;
  } catch (const std::exception&) {
  }
  fail(fmt::format("an address must be a number such as 0x1000, not '{}'", text));
}

void Line::expect(const std::string& literal) {
  const std::string found = word(literal.c_str());
  if (found != literal) fail(fmt::format("'{}' was expected, not '{}'", literal, found));
}

bool Line::try_expect(const std::string& literal) {
  const std::size_t before = at_;
  if (more() && word(literal.c_str()) == literal) return true;
  at_ = before;
  return false;
}

void Line::finish() const {
  if (more()) fail(fmt::format("nothing more was expected after '{}'", trim(text_.substr(0, at_))));
}

std::string Line::rest() {
  const std::size_t begin = std::min(text_.find_first_not_of(' ', at_), text_.size());
  at_ = text_.size();
  return text_.substr(begin);
}

}  // namespace systole::program
