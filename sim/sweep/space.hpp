// The points of a sweep: one value of every axis.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sweep/sweep_file.hpp"

namespace systole::sweep {

/// The number of the chosen value, per axis; or a chip to compare with, as -1 - its number alone.
using Point = std::vector<std::int32_t>;

using Setting = std::pair<std::string, std::string>;

class Space {
 public:
  explicit Space(const std::vector<Axis>& axes) : axes_(axes) {}
  /// `compare` are chips beside the space.
  Space(const std::vector<Axis>& axes, std::vector<std::string> compare)
      : axes_(axes), compare_(std::move(compare)) {}

  std::size_t dimensions() const { return axes_.size(); }
  std::int32_t values_of(std::size_t axis) const {
    return static_cast<std::int32_t>(axes_[axis].values.size());
  }
  /// All points; saturates far beyond what anybody can run.
  std::int64_t size() const;
  /// The point with a number in [0, size()); the last axis moves fastest.
  Point at(std::int64_t number) const;

  /// The chips to compare with: no part of the grid.
  std::vector<Point> compared() const;

  /// Every key with its value, axis by axis.
  std::vector<Setting> settings(const Point& point) const;
  /// "key=value;key=value": what a point is called in a database.
  std::string key(const Point& point) const;

 private:
  const std::vector<Axis>& axes_;
  std::vector<std::string> compare_;
};

}  // namespace systole::sweep
