#include "sweep/space.hpp"

#include <fmt/format.h>

namespace systole::sweep {

std::int64_t Space::size() const {
  constexpr std::int64_t kMost = 1LL << 60;
  std::int64_t size = 1;
  for (const Axis& axis : axes_) {
    const auto values = static_cast<std::int64_t>(axis.values.size());
    if (values > 0 && size > kMost / values) return kMost;
    size *= values;
  }
  return size;
}

Point Space::at(std::int64_t number) const {
  Point point(axes_.size());
  for (std::size_t i = axes_.size(); i-- > 0;) {
    const auto values = static_cast<std::int64_t>(axes_[i].values.size());
    point[i] = static_cast<std::int32_t>(number % values);
    number /= values;
  }
  return point;
}

std::vector<Point> Space::compared() const {
  std::vector<Point> points;
  for (std::size_t i = 0; i < compare_.size(); ++i)
    points.push_back({-1 - static_cast<std::int32_t>(i)});
  return points;
}

std::vector<Setting> Space::settings(const Point& point) const {
  if (!point.empty() && point[0] < 0)
    return {{kChipKey, compare_.at(static_cast<std::size_t>(-1 - point[0]))}};
  std::vector<Setting> settings;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    const auto& values = axes_[i].values[static_cast<std::size_t>(point[i])];
    for (std::size_t k = 0; k < values.size(); ++k)
      settings.emplace_back(axes_[i].keys[k], values[k]);
  }
  return settings;
}

std::string Space::key(const Point& point) const {
  std::string key;
  for (const auto& [name, value] : settings(point))
    key += fmt::format("{}{}={}", key.empty() ? "" : ";", name, value);
  return key;
}

}  // namespace systole::sweep
