#include "validate/row_models.hpp"

#include <utility>

namespace systole::validate {

RowModels::RowModels(Point middle, LogTimes times, std::vector<Probe> probes)
    : middle_(std::move(middle)), times_(std::move(times)), probes_(std::move(probes)) {}

const Probe* RowModels::probe_for(std::size_t coordinate, double moved) const {
  const Probe* other = nullptr;
  for (const Probe& probe : probes_) {
    if (probe.coordinate != coordinate) continue;
    if ((probe.moved < 0.0) == (moved < 0.0)) return &probe;
    other = &probe;
  }
  return other;
}

LogTimes RowModels::at(const Point& point) const {
  LogTimes times = times_;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const double moved = point[i] - middle_[i];
    const Probe* probe = moved == 0.0 ? nullptr : probe_for(i, moved);
    if (probe == nullptr) continue;
    const double share = moved / probe->moved;
    for (std::size_t row = 0; row < times.size(); ++row) {
      times[row] += share * (probe->times[row] - times_[row]);
    }
  }
  return times;
}

}  // namespace systole::validate
