#include "mapping/unit_times.hpp"

#include "timing/matrix_timeline.hpp"

namespace systole::mapping {

Cycles UnitTimes::steady(const timing::TileShape& tile) const {
  timing::MatrixTimeline timeline(unit_, dtype_);
  timeline.run(tile, 0);
  const timing::TileSpan span = timeline.run(tile, 0);
  return span.stream + span.overhead;
}

Cycles UnitTimes::tail(const timing::TileShape& tile) const {
  timing::MatrixTimeline timeline(unit_, dtype_);
  timeline.run(tile, 0);
  return timeline.tail();
}

}  // namespace systole::mapping
