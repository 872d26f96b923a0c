// Who decides how an operator is mapped.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/chip.hpp"
#include "mapping/mapping.hpp"

namespace systole::mapping {

/// best: the search. The others follow the published rules of a family of kernels; what a library
/// has no rule for is searched.
/// flash_attention is the version that the chip's shared memory has room for.
enum class Rules { best, cublas, flash_attention, flash_attention_2, flash_attention_3, cann, xla };

/// "best", "library:cublas" ...
std::string_view name_of(Rules rules);
/// Nothing when it is no mapper's name.
std::optional<Rules> rules_from(std::string_view name);
std::vector<std::string> names_of_mappers();

/// What a user may ask for: a mapper's name, or library, the one that the chip's file names (best
/// where it names none). Nothing when it is no such name.
std::optional<Rules> rules_for(std::string_view name, const config::Chip& chip);
std::vector<std::string> mapper_choices();

struct Mapper {
  Rules rules = Rules::best;
  /// Comes first: operators that it does not name are mapped by the rules.
  Mapping given{};
};

}  // namespace systole::mapping
