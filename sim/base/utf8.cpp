// The UTF-8 half of base/text.hpp.
#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace systole {

namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  ///< 0: not well-formed
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Length of the sequence that starts with `lead`, and the bits of the value it carries.
CodePoint lead_of(unsigned char lead) {
  if (lead < 0x80) return {lead, 1};
  if (lead >= 0xC2 && lead < 0xE0) return {lead & 0x1FU, 2};
  if (lead >= 0xE0 && lead < 0xF0) return {lead & 0x0FU, 3};
  if (lead >= 0xF0 && lead < 0xF5) return {lead & 0x07U, 4};
  return {};
}

CodePoint decode(std::string_view text) {
  CodePoint point = lead_of(static_cast<unsigned char>(text.front()));
  if (point.bytes == 0 || point.bytes > text.size()) return {};
  for (std::size_t i = 1; i < point.bytes; ++i) {
    if (!is_continuation(text[i])) return {};
    point.value = (point.value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  const bool surrogate = point.value >= 0xD800 && point.value <= 0xDFFF;
  const bool overlong =
      (point.bytes == 3 && point.value < 0x800) || (point.bytes == 4 && point.value < 0x10000);
  if (surrogate || overlong || point.value > 0x10FFFF) return {};
  return point;
}

struct Block {
  char32_t first;
  char32_t last;
};

template <std::size_t kCount>
bool within(char32_t value, const std::array<Block, kCount>& blocks) {
  return std::any_of(blocks.begin(), blocks.end(), [value](const Block& block) {
    return value >= block.first && value <= block.last;
  });
}

std::size_t width_of(char32_t value) {
  constexpr std::array<Block, 6> kCombining{{{0x0300, 0x036F},
                                             {0x1AB0, 0x1AFF},
                                             {0x1DC0, 0x1DFF},
                                             {0x200B, 0x200F},
                                             {0x20D0, 0x20FF},
                                             {0xFE00, 0xFE0F}}};
  constexpr std::array<Block, 8> kWide{{{0x1100, 0x115F},
                                        {0x2E80, 0xA4CF},
                                        {0xAC00, 0xD7A3},
                                        {0xF900, 0xFAFF},
                                        {0xFE30, 0xFE6F},
                                        {0xFF00, 0xFF60},
                                        {0x1F300, 0x1FAFF},
                                        {0x20000, 0x3FFFD}}};
  if (within(value, kCombining)) return 0;
  return within(value, kWide) ? 2 : 1;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode(text.substr(at));
    if (point.bytes == 0) return at;
    at += point.bytes;
  }
  return std::nullopt;
}

bool is_valid_utf8(std::string_view text) { return !first_invalid_utf8(text); }

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode(text.substr(at));
    width += point.bytes == 0 ? 1 : width_of(point.value);
    at += std::max<std::size_t>(1, point.bytes);
  }
  return width;
}

}  // namespace systole
