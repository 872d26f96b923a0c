#include "sweep/front.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::sweep {

namespace {

double scored(double value, Direction direction) {
  return direction == Direction::maximize ? -value : value;
}

int level_of(const StoredRow& row) {
  const auto fidelity = system::fidelity_from(row.fidelity);
  return fidelity ? static_cast<int>(*fidelity) : -1;
}

}  // namespace

bool is_compared_chip(const StoredRow& row) {
  const std::string prefix = std::string(kChipKey) + "=";
  return starts_with(row.point, prefix) && row.point.find(';') == std::string::npos;
}

std::vector<StoredRow> rows_to_compare(std::vector<StoredRow> rows) {
  std::map<std::string, int> highest;
  for (const StoredRow& row : rows) {
    int& level = highest.try_emplace(row.point, -1).first->second;
    level = std::max(level, level_of(row));
  }
  const auto is_left_out = [&](const StoredRow& row) {
    return row.row.status != Status::done || level_of(row) < highest[row.point];
  };
  rows.erase(std::remove_if(rows.begin(), rows.end(), is_left_out), rows.end());
  // In an order that does not depend on who finished first.
  std::sort(rows.begin(), rows.end(),
            [](const StoredRow& a, const StoredRow& b) { return a.point < b.point; });
  return rows;
}

std::size_t column_named(const Heading& heading, const std::string& metric) {
  const auto& columns = heading.columns;
  const auto found = std::find(columns.begin(), columns.end(), metric);
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  throw UserError(fmt::format("the sweep has no column '{}'{}\ncolumns: {}", metric,
                              suggestion(metric, columns), fmt::join(columns, ", ")));
}

Direction direction_of(const Heading& heading, const std::string& metric) {
  for (const std::string& objective : heading.objectives) {
    if (objective == metric + " max") return Direction::maximize;
    if (objective == metric + " min") return Direction::minimize;
  }
  const bool is_gain = ends_with(metric, "_per_second") || ends_with(metric, "utilization") ||
                       ends_with(metric, "per_joule") || ends_with(metric, "_per_s");
  return is_gain ? Direction::maximize : Direction::minimize;
}

Front front_of(const Heading& heading, const std::vector<StoredRow>& rows, const Coordinate& x,
               const Coordinate& y) {
  const std::size_t x_column = column_named(heading, x.metric);
  const std::size_t y_column = column_named(heading, y.metric);
  std::vector<FrontPoint> points;
  std::vector<Scores> scores;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto x_value = number_in(rows[i].row.values.at(x_column));
    const auto y_value = number_in(rows[i].row.values.at(y_column));
    if (!x_value || !y_value || is_compared_chip(rows[i])) continue;
    points.push_back({i, *x_value, *y_value});
    scores.push_back({scored(*x_value, x.direction), scored(*y_value, y.direction)});
  }
  const std::vector<std::size_t> ranks = ranks_of(scores);
  Front front{x, y, {}, {}};
  for (std::size_t i = 0; i < points.size(); ++i)
    (ranks[i] == 0 ? front.best : front.dominated).push_back(points[i]);
  const auto by_x = [](const FrontPoint& a, const FrontPoint& b) { return a.x < b.x; };
  std::stable_sort(front.best.begin(), front.best.end(), by_x);
  std::stable_sort(front.dominated.begin(), front.dominated.end(), by_x);
  return front;
}

}  // namespace systole::sweep
