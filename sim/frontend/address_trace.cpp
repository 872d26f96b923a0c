#include "frontend/address_trace.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::frontend {

namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kShownCharacters = 40;

struct Word {
  std::string_view text;
  std::size_t column = 1;
};

std::vector<Word> words_of(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r,";
  line = line.substr(0, line.find('#'));
  std::vector<Word> words;
  std::size_t at = line.find_first_not_of(kBlanks);
  while (at != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    words.push_back({line.substr(at, end - at), at + 1});
    at = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::optional<Address> address_of(std::string_view text) {
  const bool hexadecimal = starts_with(text, "0x") || starts_with(text, "0X");
  if (hexadecimal) text.remove_prefix(2);
  Address value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, hexadecimal ? 16 : 10);
  constexpr Address kHighest = 1ULL << 62;
  if (error != std::errc() || stop != end || text.empty() || value > kHighest) return std::nullopt;
  return value;
}

std::optional<bool> is_write(std::string_view text) {
  const std::string word = lower(text);
  if (word == "w" || word == "write") return true;
  if (word == "r" || word == "read") return false;
  return std::nullopt;
}

std::string shown(std::string_view text) {
  if (!is_valid_utf8(text)) return "bytes that are no text";
  return fmt::format("'{}'", text.substr(0, kShownCharacters));
}

}  // namespace

AddressTrace::AddressTrace(const std::string& path) : path_(path) {
  if (std::filesystem::is_directory(path)) throw UserError(path + ": is a directory, not a trace");
  file_.open(path);
  if (!file_) throw UserError(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
}

void AddressTrace::fail(std::size_t column, const std::string& message) const {
  throw UserError({path_, line_, static_cast<int>(column)}, message);
}

std::optional<TraceAccess> AddressTrace::next() {
  std::string line;
  while (std::getline(file_, line)) {
    ++line_;
    if (line.size() > kLongestLine) fail(1, "the line is too long for an access");
    if (!words_of(line).empty()) return parse(line);
  }
  return std::nullopt;
}

TraceAccess AddressTrace::parse(std::string_view text) {
  const std::vector<Word> words = words_of(text);
  const auto address = address_of(words[0].text);
  if (!address)
    fail(words[0].column, "expected an address such as 0x1f40, got " + shown(words[0].text));
  if (words.size() < 2) fail(text.size() + 1, "expected R or W after the address");
  if (words.size() > 3) fail(words[3].column, "expected `0xADDR R|W [cycle]` and nothing more");

  TraceAccess access;
  access.address = *address;
  std::optional<bool> write;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const Word& word = words[i];
    if (const auto direction = is_write(word.text); direction && !write) {
      write = direction;
      continue;
    }
    const auto cycle = parse_int64(word.text);
    if (words.size() == 2 || !cycle || *cycle < 0) {
      fail(word.column, "expected R or W, and perhaps a cycle, got " + shown(word.text));
    }
    if (*cycle < latest_) {
      fail(word.column, fmt::format("cycle {} comes after cycle {}: a trace is in order of time",
                                    *cycle, latest_));
    }
    access.cycle = latest_ = *cycle;
  }
  if (!write) fail(words[1].column, "expected R or W, got " + shown(words[1].text));
  access.write = *write;
  return access;
}

}  // namespace systole::frontend
