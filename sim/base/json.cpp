// parse_json of base/document.hpp: RFC 8259 by recursive descent, because a place is wanted for
// every value and not only for the first mistake.
#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "base/document.hpp"
#include "base/text.hpp"

namespace systole {

namespace {

constexpr int kDeepestNesting = 64;
constexpr std::size_t kMostDuplicates = 100;
constexpr std::size_t kMostValues = 2'000'000;

struct Refused {
  Place place;
  std::string message;
};

void append_utf8(std::string& text, std::uint32_t code) {
  const auto tail = [&](int shift) {
    text += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0U | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0U | (code >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0U | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool is_json_number(std::string_view text) {
  const std::string_view digits = starts_with(text, "-") ? text.substr(1) : text;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.empty() || !is_digit(digits[0])) return false;
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) return false;
  return is_digit(digits.back()) && parse_double(text).has_value();
}

class JsonParser {
 public:
  JsonParser(std::string_view text, Place start, Diagnostics& diagnostics)
      : text_(text), place_(std::move(start)), diagnostics_(diagnostics) {}

  Node document() {
    skip_blanks();
    Node root = value();
    skip_blanks();
    if (at_ != text_.size()) refuse("expected nothing more after the value");
    return root;
  }

 private:
  [[noreturn]] void refuse(const std::string& message) const {
    throw Refused{place(), "not well-formed JSON: " + message};
  }

  Place place() const {
    return {place_.file, place_.line, place_.column + static_cast<int>(at_ - line_start_)};
  }

  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  void skip_blanks() {
    for (; !at_end(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        ++place_.line;
        place_.column = 1;
        line_start_ = at_ + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }

  /// Takes the character if it comes next.
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  Node new_node(Node::Kind kind) {
    if (++values_ > kMostValues) refuse(fmt::format("more than {} values", kMostValues));
    Node node;
    node.kind = kind;
    node.place = place();
    return node;
  }

  Node value() {
    switch (peek()) {
      case '{':
        return nested(&JsonParser::map);
      case '[':
        return nested(&JsonParser::list);
      case '"':
        return text_value();
      default:
        return word();
    }
  }

  Node nested(Node (JsonParser::*read)()) {
    if (++depth_ > kDeepestNesting)
      refuse(fmt::format("nested more than {} levels deep", kDeepestNesting));
    Node node = (this->*read)();
    --depth_;
    return node;
  }

  Node list() {
    Node node = new_node(Node::Kind::list);
    take('[');
    skip_blanks();
    if (take(']')) return node;
    do {
      skip_blanks();
      node.items.push_back(value());
      skip_blanks();
    } while (take(','));
    if (!take(']')) refuse("expected , or ] in a list");
    return node;
  }

  Node map() {
    Node node = new_node(Node::Kind::map);
    std::unordered_set<std::string> seen;
    take('{');
    skip_blanks();
    if (take('}')) return node;
    do {
      skip_blanks();
      entry(node, seen);
      skip_blanks();
    } while (take(','));
    if (!take('}')) refuse("expected , or } in an object");
    return node;
  }

  void entry(Node& node, std::unordered_set<std::string>& seen) {
    const Place key_place = place();
    if (peek() != '"') refuse("expected a key in double quotes");
    std::string key = string();
    skip_blanks();
    if (!take(':')) refuse("expected : after the key");
    skip_blanks();
    Node child = value();
    if (!seen.insert(key).second) {
      if (++duplicates_ > kMostDuplicates) refuse("too many keys stand here twice");
      return diagnostics_.error(key_place, key, "the key stands here twice");
    }
    node.entries.push_back({std::move(key), key_place, std::move(child)});
  }

  Node text_value() {
    Node node = new_node(Node::Kind::scalar);
    node.quoted = true;
    node.scalar = string();
    return node;
  }

  /// A number, true, false or null.
  Node word() {
    Node node = new_node(Node::Kind::scalar);
    const std::size_t end = std::min(text_.find_first_of(",]} \t\r\n:\"[{", at_), text_.size());
    node.scalar = text_.substr(at_, end - at_);
    if (node.scalar == "null") {
      node.kind = Node::Kind::null;
      node.scalar.clear();
    } else if (node.scalar != "true" && node.scalar != "false" && !is_json_number(node.scalar)) {
      refuse("expected a value, got " + (node.scalar.empty() ? "nothing" : description_of(node)));
    }
    at_ = end;
    return node;
  }

  std::string string() {
    ++at_;
    std::string result;
    for (;;) {
      const std::size_t end = text_.find_first_of("\"\\\n", at_);
      if (end == std::string_view::npos || text_[end] == '\n') refuse("a text without end");
      result += text_.substr(at_, end - at_);
      at_ = end + 1;
      if (text_[end] == '"') return result;
      escape(result);
    }
  }

  void escape(std::string& result) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char letter = peek();
    const std::size_t index = kLetters.find(letter);
    if (at_end() || (letter != 'u' && index == std::string_view::npos))
      refuse("an unknown escape in a text");
    ++at_;
    if (letter == 'u') return append_utf8(result, code_point());
    result += kMeanings[index];
  }

  std::uint32_t code_point() {
    const std::uint32_t first = four_digits();
    const bool high = first >= 0xD800 && first < 0xDC00;
    const bool low = first >= 0xDC00 && first < 0xE000;
    if (low) refuse("half of a surrogate pair in a text");
    if (!high) return first;
    if (!take('\\') || !take('u')) refuse("half of a surrogate pair in a text");
    const std::uint32_t second = four_digits();
    if (second < 0xDC00 || second >= 0xE000) refuse("half of a surrogate pair in a text");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  std::uint32_t four_digits() {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const std::size_t digit =
          at_end() ? std::string_view::npos : kDigits.find(lower(text_.substr(at_, 1)));
      if (digit == std::string_view::npos) refuse("expected four hexadecimal digits after \\u");
      value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return value;
  }

  std::string_view text_;
  Place place_;  ///< of the line at hand
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::size_t values_ = 0;
  std::size_t duplicates_ = 0;
  int depth_ = 0;
};

}  // namespace

Node parse_json(std::string_view text, const Place& start, Diagnostics& diagnostics) {
  try {
    return JsonParser(text, start, diagnostics).document();
  } catch (const Refused& refused) {
    diagnostics.error(refused.place, "", refused.message);
  }
  return {};
}

std::string json_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      result += fmt::format("\\u{:04x}", byte);
    } else {
      result += c;
    }
  }
  return result + '"';
}

}  // namespace systole
