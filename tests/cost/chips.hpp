// Chips that the tests of costs share.
#pragma once

#include <string>
#include <vector>

#include "base/data_files.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"

namespace systole::test {

inline config::Chip chip_named(const std::string& name,
                               const std::vector<std::string>& overrides = {}) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, overrides, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

inline std::vector<config::Chip> shipped_chips() {
  std::vector<config::Chip> chips;
  for (const std::string& name : list_data_files(config::kChipFolder)) {
    chips.push_back(chip_named(name));
  }
  return chips;
}

}  // namespace systole::test
