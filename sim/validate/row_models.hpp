// What rows would become near a point at which they were simulated: cheap enough to search over,
// and good enough to say where to simulate next.
#pragma once

#include <cstddef>
#include <vector>

#include "validate/optimizer.hpp"

namespace systole::validate {

/// The logarithm of the predicted time of each row, at one point.
using LogTimes = std::vector<double>;

/// One coordinate moved from the middle, and what the rows were there.
struct Probe {
  std::size_t coordinate = 0;
  double moved = 0.0;  ///< by so much; never 0
  LogTimes times;
};

/// Each row moves with each coordinate along straight pieces through the middle and the probes:
/// they bend where another cause takes over, as predictions do. Coordinates add up.
class RowModels {
 public:
  RowModels(Point middle, LogTimes times, std::vector<Probe> probes);

  LogTimes at(const Point& point) const;

 private:
  /// The probe on the side of `moved`, or the one that there is; nullptr where there is none.
  const Probe* probe_for(std::size_t coordinate, double moved) const;

  Point middle_;
  LogTimes times_;
  std::vector<Probe> probes_;
};

}  // namespace systole::validate
