#include "base/document.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace systole {

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(static_cast<const Node&>(*this).find(key));
}

std::string description_of(const Node& node) {
  constexpr std::size_t kLongest = 60;
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
    case Node::Kind::scalar:
      break;
  }
  if (node.scalar.size() <= kLongest) return "'" + node.scalar + "'";
  return fmt::format("a text of {} bytes", node.scalar.size());
}

namespace {

Place place_of_byte(std::string_view text, std::size_t offset, const std::string& file_name) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {file_name, static_cast<int>(line), static_cast<int>(offset - start + 1)};
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

bool check_is_text(std::string_view text, const std::string& file_name, Diagnostics& diagnostics) {
  const auto control = std::find_if(text.begin(), text.end(), is_control);
  const auto control_at = static_cast<std::size_t>(control - text.begin());
  const std::size_t invalid_at = first_invalid_utf8(text).value_or(text.size());
  if (control_at == text.size() && invalid_at == text.size()) return true;
  const std::size_t offset = std::min(control_at, invalid_at);
  const char* const what =
      invalid_at < control_at ? "is not valid UTF-8" : "is a control character";
  diagnostics.error(place_of_byte(text, offset, file_name), "",
                    fmt::format("byte 0x{:02x} {}; a UTF-8 text file is expected",
                                static_cast<unsigned char>(text[offset]), what));
  return false;
}

}  // namespace systole
