#include "app/byte_size.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::app {

Bytes bytes_from(const std::string& option, const std::string& text) {
  constexpr Bytes kMostBytes = 1LL << 40;
  static const std::vector<std::pair<std::string, double>> kUnits{
      {"kib", 1024.0}, {"mib", 0x1p20}, {"gib", 0x1p30}, {"kb", 1e3},
      {"mb", 1e6},     {"gb", 1e9},     {"b", 1.0},      {"", 1.0}};
  const std::string word = lower(text);
  for (const auto& [unit, factor] : kUnits) {
    if (!ends_with(word, unit)) continue;
    const auto number =
        parse_double(trim(std::string_view(word).substr(0, word.size() - unit.size())));
    if (!number || *number <= 0.0 || *number * factor > static_cast<double>(kMostBytes)) break;
    return static_cast<Bytes>(*number * factor);
  }
  throw UserError(fmt::format("--{}: '{}' is not a size from 1 to {} bytes, such as 64MiB", option,
                              text, kMostBytes));
}

}  // namespace systole::app
