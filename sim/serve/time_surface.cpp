#include "serve/time_surface.hpp"

#include <algorithm>
#include <cmath>

namespace systole::serve {

namespace {

/// Halvings of a first cell.
constexpr int kDeepest = 5;

}  // namespace

double TimeSurface::Range::share(double value) const {
  return high > low ? (value - static_cast<double>(low)) / static_cast<double>(high - low) : 0.0;
}

TimeSurface::TimeSurface(Function function, const Accuracy& accuracy, std::int64_t first_y)
    : function_(std::move(function)), accuracy_(accuracy), first_y_(first_y) {}

double TimeSurface::at(double x, double y) {
  std::size_t index = root_at(x, y);
  while (cells_[index].is_divided) {
    const Cell& cell = cells_[index];
    const bool right = x > static_cast<double>(cell.x.middle());
    const bool above = y > static_cast<double>(cell.y.middle());
    index = cell.children[(right ? 1U : 0U) + (above ? 2U : 0U)];
  }
  return interpolate(cells_[index], x, y);
}

/// From one power of two to the next, the upper end included.
TimeSurface::Range TimeSurface::first_range(double value, std::int64_t lowest) {
  Range range{lowest, 2 * lowest};
  while (static_cast<double>(range.high) < value) range = {range.high, 2 * range.high};
  return range;
}

std::size_t TimeSurface::root_at(double x, double y) {
  const Range across = first_range(x, 1);
  Range along{0, first_y_};
  if (y > static_cast<double>(first_y_)) along = first_range(y, first_y_);
  const auto root = roots_.find({across.low, along.low});
  if (root != roots_.end()) return root->second;
  const std::size_t index = add_cell(across, along, 0);
  roots_.emplace(std::pair{across.low, along.low}, index);
  return index;
}

double TimeSurface::sample(std::int64_t x, std::int64_t y) {
  const auto found = known_.find({x, y});
  if (found != known_.end()) return found->second;
  const auto value = static_cast<double>(function_(x, y));
  known_.emplace(std::pair{x, y}, value);
  return value;
}

std::size_t TimeSurface::add_cell(const Range& x, const Range& y, int depth) {
  Cell cell{x, y, depth};
  cell.corners = {sample(x.low, y.low), sample(x.high, y.low), sample(x.low, y.high),
                  sample(x.high, y.high)};
  const std::size_t index = cells_.size();
  cells_.push_back(cell);
  if (!is_good(cell)) divide(index);
  return index;
}

bool TimeSurface::is_good(const Cell& cell) {
  if (!cell.x.can_be_divided() && !cell.y.can_be_divided()) return true;
  const std::int64_t x = cell.x.inside();
  const std::int64_t y = cell.y.inside();
  const double truth = sample(x, y);
  const double guess = interpolate(cell, static_cast<double>(x), static_cast<double>(y));
  const double whole = truth + static_cast<double>(accuracy_.besides);
  const double error = whole > 0.0 ? std::fabs(guess - truth) / whole : 0.0;
  if (error > accuracy_.tolerance && cell.depth < kDeepest) return false;
  largest_error_ = std::max(largest_error_, error);
  return true;
}

void TimeSurface::divide(std::size_t index) {
  const Cell cell = cells_[index];
  const Range left{cell.x.low, cell.x.middle()};
  const Range right{cell.x.middle(), cell.x.high};
  const Range below{cell.y.low, cell.y.middle()};
  const Range above{cell.y.middle(), cell.y.high};
  const int depth = cell.depth + 1;
  const std::array<std::size_t, 4> children{
      add_cell(left, below, depth), add_cell(right, below, depth), add_cell(left, above, depth),
      add_cell(right, above, depth)};
  cells_[index].children = children;
  cells_[index].is_divided = true;
}

double TimeSurface::interpolate(const Cell& cell, double x, double y) {
  const double right = cell.x.share(x);
  const double above = cell.y.share(y);
  const double low = cell.corners[0] + right * (cell.corners[1] - cell.corners[0]);
  const double high = cell.corners[2] + right * (cell.corners[3] - cell.corners[2]);
  return low + above * (high - low);
}

}  // namespace systole::serve
