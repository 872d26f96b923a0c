#include "timing/clock.hpp"

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace systole::timing {

namespace {

__extension__ using Wide = __int128;

std::int64_t narrow(Wide value) {
  if (value > std::numeric_limits<std::int64_t>::max()) {
    throw UserError(
        "simulated time exceeds 9,223 seconds, the horizon of one run; use a smaller workload");
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace

Clock Clock::from_mhz(double mhz) { return Clock(std::llround(mhz * 1e6)); }

Femtoseconds Clock::start_of(Cycles cycle) const {
  return narrow(static_cast<Wide>(cycle) * kFemtosecondsPerSecond / hertz_);
}

Cycles Clock::first_cycle_at(Femtoseconds time) const {
  return narrow((static_cast<Wide>(time) * hertz_ + kFemtosecondsPerSecond - 1) /
                kFemtosecondsPerSecond);
}

double Clock::seconds(Cycles cycles) const {
  return static_cast<double>(cycles) / static_cast<double>(hertz_);
}

Femtoseconds transfer_time(Bytes bytes, std::int64_t bytes_per_second) {
  const Wide scaled = static_cast<Wide>(bytes) * kFemtosecondsPerSecond;
  return narrow((scaled + bytes_per_second - 1) / bytes_per_second);
}

}  // namespace systole::timing
