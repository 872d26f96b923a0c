#include "app/kernels.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"

namespace systole::app {

Option mapper_option() {
  Option option{"mapper", 0, "NAME",
                "who decides tiles, order and cores: best (the search), library (the kernels that "
                "the chip's file names; searched where it names none) or a library's rules",
                "library"};
  option.choices = mapping::mapper_choices();
  return option;
}

mapping::Rules kernels_for(const Arguments& arguments, const config::Chip& chip,
                           const std::optional<config::SoftwareProfile>& software) {
  const bool of_profile = software && !arguments.has("mapper");
  const std::string name = of_profile ? software->mapper : arguments.one("mapper");
  if (const auto rules = mapping::rules_for(name, chip)) return *rules;
  throw UserError(fmt::format("{}mapper: '{}' is none of {}",
                              of_profile ? "software profile " + software->name + ": " : "--", name,
                              fmt::join(mapping::mapper_choices(), ", ")));
}

}  // namespace systole::app
