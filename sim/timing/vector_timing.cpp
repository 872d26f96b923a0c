#include "timing/vector_timing.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"

namespace systole::timing {

namespace {

constexpr std::int64_t kThousand = 1000;

std::int64_t rate_in_thousandths(const config::VectorUnitConfig& unit, std::int64_t element_bits) {
  const double rate = element_bits <= 8    ? unit.rate_8_bit
                      : element_bits <= 16 ? unit.rate_16_bit
                                           : 1.0;
  return std::max<std::int64_t>(1, std::llround(rate * kThousand));
}

Cycles cycles_on(std::int64_t lanes, std::int64_t operations, std::int64_t rate) {
  return ceil_div(checked_mul(operations, kThousand, "vector operations"), lanes * rate);
}

}  // namespace

Cycles vector_cycles(const program::Vector& work, const config::VectorUnitConfig& unit) {
  if (unit.lanes == 0) return 0;
  const std::int64_t special_lanes = unit.special_lanes > 0 ? unit.special_lanes : unit.lanes;
  const Cycles simple =
      cycles_on(unit.lanes, work.simple, rate_in_thousandths(unit, work.element_bits));
  const Cycles special = cycles_on(special_lanes, work.special, kThousand);
  return std::max(simple, special) + work.reductions * unit.reduction_cycles / unit.lanes;
}

VectorTimeline::Span VectorTimeline::run(const program::Vector& work, Cycles ready) {
  Span span;
  span.begin = worked_ ? std::max(ready, free_at_) : ready;
  span.stall = worked_ ? span.begin - free_at_ : 0;
  span.busy = vector_cycles(work, unit_);
  free_at_ = span.begin + span.busy;
  worked_ = true;
  span.end = free_at_ + tail();
  return span;
}

}  // namespace systole::timing
