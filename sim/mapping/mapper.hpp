// Who decides how an operator is mapped.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

struct Mapper {
  Rules rules = Rules::best;
  /// Comes first: operators that it does not name are mapped by the rules.
  Mapping given{};
};

}  // namespace systole::mapping
