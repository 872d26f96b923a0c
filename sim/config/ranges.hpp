// Chips of which some values are ranges, because nobody published one figure.
#pragma once

#include <string>
#include <vector>

#include "config/chip.hpp"

namespace systole::config {

enum class RangeEnd { low, high };

bool has_ranges(const Chip& chip);

/// "path=value" for every value that is a range, at one of its ends.
std::vector<std::string> overrides_at(const Chip& chip, RangeEnd end);

/// The chip with every range at one of its ends, and no ranges left. Throws UserError where the
/// ends contradict each other.
Chip at_range_end(const Chip& chip, RangeEnd end);

}  // namespace systole::config
