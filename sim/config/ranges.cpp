#include "config/ranges.hpp"

#include <algorithm>

#include "config/chip_io.hpp"

namespace systole::config {

bool has_ranges(const Chip& chip) {
  const auto is_range = [](const Provenance& entry) { return !entry.low.empty(); };
  return std::any_of(chip.provenance.begin(), chip.provenance.end(), is_range);
}

std::vector<std::string> overrides_at(const Chip& chip, RangeEnd end) {
  std::vector<std::string> overrides;
  for (const Provenance& entry : chip.provenance) {
    if (entry.low.empty()) continue;
    overrides.push_back(entry.path + "=" + (end == RangeEnd::low ? entry.low : entry.high));
  }
  return overrides;
}

Chip at_range_end(const Chip& chip, RangeEnd end) {
  Diagnostics diagnostics;
  Chip at_end = parse_chip(write_chip(chip), chip.name, overrides_at(chip, end), diagnostics);
  diagnostics.throw_if_errors();
  return at_end;
}

}  // namespace systole::config
