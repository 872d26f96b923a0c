#include "sweep/sampling.hpp"

#include <cmath>
#include <set>

#include <boost/random/sobol.hpp>
#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::sweep {

namespace {

/// Above it a grid is surely a mistake.
constexpr std::int64_t kLargestGrid = 50'000'000;

}  // namespace

std::vector<Point> grid_points(const Space& space) {
  if (space.size() > kLargestGrid) {
    throw UserError(fmt::format(
        "the grid has {} points or more; sample it with --search sobol --points N, or search it "
        "with --search nsga2",
        kLargestGrid));
  }
  std::vector<Point> points;
  points.reserve(static_cast<std::size_t>(space.size()));
  for (std::int64_t i = 0; i < space.size(); ++i) points.push_back(space.at(i));
  return points;
}

std::vector<Point> random_points(const Space& space, std::int64_t count, Random& random) {
  const std::int64_t size = space.size();
  if (count >= size) return grid_points(space);
  std::set<std::int64_t> drawn;
  std::vector<Point> points;
  // Robert Floyd's sampling: as many draws as points, however few are left out.
  for (std::int64_t last = size - count; last < size; ++last) {
    const std::int64_t draw = random.below(last + 1);
    const std::int64_t number = drawn.insert(draw).second ? draw : last;
    drawn.insert(number);
    points.push_back(space.at(number));
  }
  return points;
}

std::vector<Point> sobol_points(const Space& space, std::int64_t count, Random& random) {
  if (count >= space.size()) return grid_points(space);
  constexpr std::int64_t kTriesPerPoint = 64;
  const std::size_t dimensions = space.dimensions();
  boost::random::sobol sequence(dimensions);
  std::vector<double> shift(dimensions);
  for (double& amount : shift) amount = random.unit();
  std::set<Point> drawn;
  std::vector<Point> points;
  const double scale = 1.0 / (static_cast<double>(boost::random::sobol::max()) + 1.0);
  for (std::int64_t tries = 0; tries < kTriesPerPoint * count; ++tries) {
    Point point;
    for (std::size_t i = 0; i < dimensions; ++i) {
      const double shifted = static_cast<double>(sequence()) * scale + shift[i];
      const double place = (shifted - std::floor(shifted)) * space.values_of(i);
      point.push_back(std::min(static_cast<std::int32_t>(place), space.values_of(i) - 1));
    }
    if (drawn.insert(point).second) points.push_back(std::move(point));
    if (static_cast<std::int64_t>(points.size()) == count) break;
  }
  return points;
}

}  // namespace systole::sweep
