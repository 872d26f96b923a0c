#include "mapping/mapper.hpp"

#include <algorithm>
#include <array>

namespace systole::mapping {

namespace {

constexpr std::array<std::string_view, 7> kNames{"best",
                                                 "library:cublas",
                                                 "library:flash_attention",
                                                 "library:flash_attention_2",
                                                 "library:flash_attention_3",
                                                 "library:cann",
                                                 "library:xla"};

}  // namespace

std::string_view name_of(Rules rules) { return kNames[static_cast<std::size_t>(rules)]; }

std::optional<Rules> rules_from(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Rules>(found - kNames.begin());
}

std::vector<std::string> names_of_mappers() { return {kNames.begin(), kNames.end()}; }

}  // namespace systole::mapping
