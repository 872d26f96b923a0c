#include "frontend/chakra/listed.hpp"

#include "base/text.hpp"

namespace systole::frontend::chakra {

namespace {

using json::Value;

constexpr int kDeepest = 16;
constexpr std::size_t kMostValues = 100'000;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Value whole() {
    Value value = next(0);
    skip_blanks();
    return failed_ || !text_.empty() ? Value{} : value;
  }

 private:
  void skip_blanks() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\n'))
      text_.remove_prefix(1);
  }

  bool take(char c) {
    skip_blanks();
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  Value next(int depth) {
    skip_blanks();
    failed_ = failed_ || text_.empty() || depth > kDeepest || ++values_ > kMostValues;
    if (failed_) return {};
    if (take('[')) return list(depth, ']');
    if (take('(')) return list(depth, ')');
    if (text_.front() == '\'' || text_.front() == '"') return quoted();
    return word();
  }

  Value list(int depth, char end) {
    Value value{Value::Kind::list, "", {}, {}};
    if (take(end)) return value;
    while (!failed_) {
      value.items.push_back(next(depth + 1));
      if (take(end)) return value;
      failed_ = failed_ || !take(',');
      if (take(end)) return value;  // (1,)
    }
    return {};
  }

  Value quoted() {
    const char quote = text_.front();
    text_.remove_prefix(1);
    const std::size_t end = text_.find(quote);
    failed_ = failed_ || end == std::string_view::npos;
    Value value{Value::Kind::string, std::string(text_.substr(0, end)), {}, {}};
    text_.remove_prefix(failed_ ? text_.size() : end + 1);
    return value;
  }

  Value word() {
    const std::size_t end = std::min(text_.find_first_of(",])"), text_.size());
    const std::string_view word = trim(text_.substr(0, end));
    text_.remove_prefix(end);
    if (word == "True" || word == "False" || word == "true" || word == "false")
      return {Value::Kind::boolean, lower(word), {}, {}};
    const bool is_number = parse_double(word).has_value();
    return {is_number ? Value::Kind::number : Value::Kind::string, std::string(word), {}, {}};
  }

  std::string_view text_;
  bool failed_ = false;
  std::size_t values_ = 0;
};

}  // namespace

Value listed(std::string_view text) { return Parser(text).whole(); }

}  // namespace systole::frontend::chakra
