// What a vector unit's commands add up to.
#pragma once

#include <cstdint>

#include "base/units.hpp"

namespace systole::hw {

/// What the unit did during one kernel. begin..end is its window of work, and busy + stall_load +
/// stall_store + stall_compute + tail = end - begin.
struct VectorActivity {
  bool worked = false;
  Cycles begin = 0;
  Cycles end = 0;
  Cycles busy = 0;
  Cycles tail = 0;
  Cycles stall_load = 0;
  Cycles stall_store = 0;
  Cycles stall_compute = 0;
  std::int64_t simple = 0;
  std::int64_t special = 0;
  std::int64_t reductions = 0;
};

}  // namespace systole::hw
