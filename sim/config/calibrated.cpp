#include "config/calibrated.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace systole::config {

bool is_calibrated(const Chip& chip) {
  return std::any_of(chip.provenance.begin(), chip.provenance.end(), [](const Provenance& value) {
    return starts_with(value.source, kCalibrated);
  });
}

}  // namespace systole::config
