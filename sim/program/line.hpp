// One line of a Program's file form, taken word by word.
#pragma once

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "base/units.hpp"

namespace systole::program {

/// Largest count that a file may name; products of such counts are checked where they are made.
constexpr std::int64_t kLargestCount = std::int64_t{1} << 40;

/// Every mistake is a UserError that names the line.
class Line {
 public:
  Line(std::string text, Place place) : text_(std::move(text)), place_(std::move(place)) {}

  [[noreturn]] void fail(const std::string& message) const { throw UserError(place_, message); }

  std::string word(const char* what);
  std::int64_t number(const char* what, std::int64_t least = 0, std::int64_t most = kLargestCount);
  Address address();
  void expect(const std::string& literal);
  /// Takes the next word when it is `literal`.
  bool try_expect(const std::string& literal);
  bool more() const { return text_.find_first_not_of(' ', at_) != std::string::npos; }
  /// Nothing may follow.
  void finish() const;
  /// What follows, without the blanks before it.
  std::string rest();
  /// What follows one blank, with the blanks it begins with: an indented line of YAML.
  std::string rest_verbatim() { return text_.substr(std::min(at_ + 1, text_.size())); }

 private:
  std::string text_;
  Place place_;
  std::size_t at_ = 0;
};

}  // namespace systole::program
