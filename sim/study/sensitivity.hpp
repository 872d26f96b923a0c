// What a run would take on a changed chip, always by simulating it again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/knobs.hpp"
#include "study/simulate.hpp"

namespace systole::study {

struct Sensitivity {
  Change change;
  double seconds = 0.0;      ///< of the whole run on the changed chip
  double time_change = 0.0;  ///< over the seconds of the unchanged one, less one
};

constexpr double kSmallChange = 1.1;

/// The run on the chip with each of its knobs turned by 10 %; the largest gain first.
std::vector<Sensitivity> sensitivities(const config::Chip& chip, double seconds,
                                       const Simulate& simulate);

/// What one knob can do for a run.
struct SpeedUp {
  std::string knob;
  /// The smallest change that was found to reach the target; nothing where none up to `most` does.
  std::optional<Sensitivity> reaches;
  Sensitivity most;  ///< the largest that was tried
};

constexpr double kLargestChange = 16.0;

/// For each knob: whether the run becomes `target` times as fast when it is turned by up to 16, and
/// the smallest such change, by bisection to within 5 %. Those that reach the target first, the
/// smallest change first; then the others, the largest gain first.
std::vector<SpeedUp> speed_ups(const config::Chip& chip, double seconds, double target,
                               const Simulate& simulate);

}  // namespace systole::study
