// A function of one or two whole numbers that takes long to answer, as a table that grows where it
// is asked: cells span a factor of two in each direction, are checked in their middle against what
// the corners say, and divided until the error there is small. What it answers does not depend on
// what it was asked before.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "llm/step_timer.hpp"

namespace systole::serve {

class TimeSurface {
 public:
  using Function = std::function<llm::Nanoseconds(std::int64_t x, std::int64_t y)>;
  struct Accuracy {
    double tolerance = 0.01;  ///< relative, in the middle of a cell
    /// What a step takes besides: errors are relative to both together.
    llm::Nanoseconds besides = 0;
  };
  /// From 0 to `first_y` the second number makes one cell; 0: there is no second number.
  TimeSurface(Function function, const Accuracy& accuracy, std::int64_t first_y);

  /// x >= 1, y >= 0. On the points of the table the answer is the function's.
  double at(double x, double y);

  std::size_t points() const { return known_.size(); }
  /// Relative, of cells that were not divided further.
  double largest_error() const { return largest_error_; }

 private:
  struct Range {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::int64_t middle() const { return low + (high - low + 1) / 2; }
    /// Beside the middle: chips work in multiples of powers of two, between which they jump.
    std::int64_t inside() const { return middle() + (middle() + 1 < high ? 1 : 0); }
    bool can_be_divided() const { return high - low > 1; }
    /// Where `value` lies, from 0 to 1.
    double share(double value) const;
  };
  struct Cell {
    Range x;
    Range y;
    int depth = 0;
    std::array<double, 4> corners{};        ///< low x and y, high x, high y, both high
    std::array<std::size_t, 4> children{};  ///< in the same order
    bool is_divided = false;
  };

  static Range first_range(double value, std::int64_t lowest);
  double sample(std::int64_t x, std::int64_t y);
  std::size_t root_at(double x, double y);
  std::size_t add_cell(const Range& x, const Range& y, int depth);
  void divide(std::size_t index);
  bool is_good(const Cell& cell);
  static double interpolate(const Cell& cell, double x, double y);

  Function function_;
  Accuracy accuracy_;
  std::int64_t first_y_;
  std::map<std::pair<std::int64_t, std::int64_t>, double> known_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> roots_;
  std::vector<Cell> cells_;
  double largest_error_ = 0.0;
};

}  // namespace systole::serve
