#include "mapping/unit_times.hpp"

#include "timing/array_timeline.hpp"
#include "timing/dot_product.hpp"

namespace systole::mapping {

Cycles UnitTimes::steady(const timing::TileShape& tile) const {
  if (unit_.kind == config::MatrixUnitKind::dot_product)
    return timing::dot_product_issue_cycles(tile, unit_, dtype_);
  timing::ArrayTimeline timeline(unit_);
  timeline.run(tile, 0);
  const timing::TileSpan span = timeline.run(tile, 0);
  return span.stream + span.overhead;
}

Cycles UnitTimes::tail(const timing::TileShape& tile) const {
  if (unit_.kind == config::MatrixUnitKind::dot_product) return unit_.latency_cycles;
  timing::ArrayTimeline timeline(unit_);
  timeline.run(tile, 0);
  return timeline.tail();
}

}  // namespace systole::mapping
