// The rows of a database as points with two coordinates, and those that nothing dominates.
#pragma once

#include <string>
#include <vector>

#include "sweep/database.hpp"
#include "sweep/ranking.hpp"

namespace systole::sweep {

struct Coordinate {
  std::string metric;
  Direction direction = Direction::minimize;
};

struct FrontPoint {
  std::size_t row = 0;  ///< in the rows given
  double x = 0.0;
  double y = 0.0;
};

struct Front {
  Coordinate x;
  Coordinate y;
  std::vector<FrontPoint> best;       ///< that nothing dominates, by x
  std::vector<FrontPoint> dominated;  ///< by x
};

/// A chip that the sweep compares with, and no point of its space.
bool is_compared_chip(const StoredRow& row);

/// Of the highest fidelity that is there for each point; rows that are not done are left out.
std::vector<StoredRow> rows_to_compare(std::vector<StoredRow> rows);

/// The column of a metric. Throws UserError with a suggestion when there is none.
std::size_t column_named(const Heading& heading, const std::string& metric);

/// As the sweep's objectives say; else the larger of rates and utilizations and the smaller of
/// everything else is better.
Direction direction_of(const Heading& heading, const std::string& metric);

/// Rows in which one of the two is not a number are left out.
Front front_of(const Heading& heading, const std::vector<StoredRow>& rows, const Coordinate& x,
               const Coordinate& y);

}  // namespace systole::sweep
