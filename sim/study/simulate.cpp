#include "study/simulate.hpp"

#include "config/chip_io.hpp"
#include "study/statistics.hpp"

namespace systole::study {

config::Chip changed(const config::Chip& chip, const std::vector<std::string>& settings) {
  Diagnostics diagnostics;
  config::Chip other =
      config::parse_chip(config::write_chip(chip), chip.name, settings, diagnostics);
  diagnostics.throw_if_errors();
  return other;
}

double seconds_of(const result::Result& result) {
  return seconds_of(result::totals_of(result).cycles, result.machine);
}

}  // namespace systole::study
