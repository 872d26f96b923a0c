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

constexpr std::string_view kOwnLibrary = "library";

Rules rules_of(config::KernelLibrary library) {
  switch (library) {
    case config::KernelLibrary::none:
      return Rules::best;
    case config::KernelLibrary::cublas:
      return Rules::cublas;
    case config::KernelLibrary::cann:
      return Rules::cann;
    case config::KernelLibrary::xla:
      return Rules::xla;
  }
  return Rules::best;
}

}  // namespace

std::string_view name_of(Rules rules) { return kNames[static_cast<std::size_t>(rules)]; }

std::optional<Rules> rules_from(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Rules>(found - kNames.begin());
}

std::vector<std::string> names_of_mappers() { return {kNames.begin(), kNames.end()}; }

std::optional<Rules> rules_for(std::string_view name, const config::Chip& chip) {
  return name == kOwnLibrary ? rules_of(chip.library) : rules_from(name);
}

std::vector<std::string> mapper_choices() {
  std::vector<std::string> choices = names_of_mappers();
  choices.insert(choices.begin() + 1, std::string(kOwnLibrary));
  return choices;
}

}  // namespace systole::mapping
