// Each different text once: traces repeat a few hundred names a million times.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::frontend::kineto {

/// An index into a table; kNone: there is none.
using Id = std::uint32_t;
constexpr Id kNone = ~Id{0};

/// The text with a question mark for every byte that is no UTF-8: names are printed and written.
std::string as_utf8(std::string_view text);

class Strings {
 public:
  /// Throws UserError when the texts outgrow memory.
  Id id_of(std::string_view text) {
    const auto found = ids_.find(text);
    if (found != ids_.end()) return found->second;
    if (!is_valid_utf8(text)) return id_of(as_utf8(text));
    bytes_ += text.size();
    if (bytes_ > kMostBytes)
      throw UserError(
          fmt::format("more than {} MiB of different names and shapes", kMostBytes >> 20));
    const auto id = static_cast<Id>(texts_.size());
    ids_.emplace(texts_.emplace_back(text), id);
    return id;
  }

  const std::string& operator[](Id id) const { return id == kNone ? none_ : texts_[id]; }
  std::size_t size() const { return texts_.size(); }

 private:
  static constexpr std::size_t kMostBytes = std::size_t{128} << 20;

  std::deque<std::string> texts_;  // its elements stay where they are
  std::unordered_map<std::string_view, Id> ids_;
  std::string none_;
  std::size_t bytes_ = 0;
};

}  // namespace systole::frontend::kineto
