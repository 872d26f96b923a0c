#include "report/sweep_report.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/table.hpp"
#include "base/text.hpp"

namespace systole::report {

using sweep::Direction;
using sweep::FrontPoint;
using sweep::Heading;
using sweep::Row;
using sweep::Status;
using sweep::StoredRow;

namespace {

/// The last part of an axis's key, or as many parts as tell it apart from the others.
std::string short_name(const Heading& heading, const std::string& axis) {
  for (std::size_t dot = axis.rfind('.'); dot != std::string::npos && dot > 0;
       dot = axis.rfind('.', dot - 1)) {
    const std::string end = axis.substr(dot);
    const auto shares_it = [&](const std::string& other) {
      return other != axis && ends_with("." + other, end);
    };
    if (std::none_of(heading.axes.begin(), heading.axes.end(), shares_it)) return end.substr(1);
  }
  return axis;
}

/// The point in words: "rows=16 cols=32".
std::string settings_text(const Heading& heading, const Row& row) {
  std::string text;
  for (const std::string& axis : heading.axes) {
    const std::size_t column = sweep::column_named(heading, axis);
    text += (text.empty() ? "" : " ") + short_name(heading, axis) + "=" +
            sweep::text_of(row.values.at(column));
  }
  return text;
}

std::string counts_text(const sweep::Tally& tally) {
  std::string text;
  for (std::size_t i = 0; i < tally.by_status.size(); ++i) {
    if (tally.by_status[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", tally.by_status[i],
                        name_of(static_cast<Status>(i)));
  }
  return text;
}

/// The commonest reasons for rows that are not done.
std::string reasons_text(const std::vector<sweep::Asked>& asked) {
  constexpr std::size_t kMost = 5;
  std::map<std::pair<Status, std::string>, std::int64_t> reasons;
  for (const sweep::Asked& point : asked) {
    if (point.row.status != Status::done) ++reasons[{point.row.status, point.row.message}];
  }
  std::vector<std::pair<std::int64_t, std::string>> lines;
  for (const auto& [reason, count] : reasons)
    lines.emplace_back(count, fmt::format("{}: {}", name_of(reason.first), reason.second));
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min(kMost, lines.size()); ++i)
    text += fmt::format("  {} x {}\n", lines[i].first, lines[i].second);
  if (lines.size() > kMost) text += fmt::format("  and {} other reasons\n", lines.size() - kMost);
  return text;
}

struct ObjectiveWords {
  std::string metric;
  Direction direction;
};

ObjectiveWords objective_from(const std::string& text) {
  const std::size_t blank = text.rfind(' ');
  return {text.substr(0, blank),
          text.substr(blank + 1) == "max" ? Direction::maximize : Direction::minimize};
}

/// The point that is best in one objective; nullptr when there is none.
const sweep::Asked* best_in(const ObjectiveWords& objective, std::size_t column,
                            const std::vector<sweep::Asked>& asked) {
  const sweep::Asked* best = nullptr;
  double best_value = 0.0;
  for (const sweep::Asked& point : asked) {
    if (point.fidelity != asked.back().fidelity || point.row.status != Status::done) continue;
    const auto value = sweep::number_in(point.row.values.at(column));
    if (!value) continue;
    const bool better =
        objective.direction == Direction::maximize ? *value > best_value : *value < best_value;
    if (best != nullptr && !better) continue;
    best = &point;
    best_value = *value;
  }
  return best;
}

std::string best_table(const Heading& heading, const std::vector<sweep::Asked>& asked) {
  if (heading.objectives.empty() || asked.empty()) return "";
  std::vector<Column> columns{{"best in", Align::left}};
  for (const std::string& text : heading.objectives)
    columns.push_back({objective_from(text).metric});
  columns.push_back({"point", Align::left});
  Table table(columns);
  for (const std::string& text : heading.objectives) {
    const ObjectiveWords objective = objective_from(text);
    const auto* best = best_in(objective, sweep::column_named(heading, objective.metric), asked);
    if (best == nullptr) continue;
    std::vector<std::string> cells{text};
    for (const std::string& other : heading.objectives) {
      const auto column = sweep::column_named(heading, objective_from(other).metric);
      cells.push_back(sweep::text_of(best->row.values.at(column)));
    }
    cells.push_back(settings_text(heading, best->row));
    table.row(std::move(cells));
  }
  return table.empty() ? "" : "\n" + table.text();
}

}  // namespace

std::string sweep_summary(const Heading& heading, const sweep::SweepOutcome& outcome) {
  const sweep::Tally tally = sweep::tally_of(outcome.asked);
  std::string text =
      fmt::format("{}: {} points: {}\n", heading.name, outcome.asked.size(), counts_text(tally));
  text += fmt::format("{} simulated; {} were in the database, {} are new", tally.simulated,
                      outcome.progress.known, outcome.progress.durable);
  if (outcome.progress.durable > 0 && outcome.progress.seconds > 0.0) {
    text += fmt::format(" ({} in {}, {:.3g} a second)", outcome.progress.durable,
                        human_seconds(outcome.progress.seconds),
                        static_cast<double>(outcome.progress.durable) / outcome.progress.seconds);
  }
  return text + "\n" + reasons_text(outcome.asked) + best_table(heading, outcome.asked);
}

namespace {

std::vector<std::string> cells_of(const Heading& heading, const StoredRow& row,
                                  const sweep::Front& front) {
  std::vector<std::string> cells{
      sweep::text_of(row.row.values.at(sweep::column_named(heading, front.x.metric))),
      sweep::text_of(row.row.values.at(sweep::column_named(heading, front.y.metric)))};
  for (const std::string& axis : heading.axes)
    cells.push_back(sweep::text_of(row.row.values.at(sweep::column_named(heading, axis))));
  return cells;
}

const char* word_of(Direction direction) {
  return direction == Direction::maximize ? "larger is better" : "smaller is better";
}

std::string title_of(const sweep::Coordinate& coordinate) {
  return fmt::format("{} ({})", coordinate.metric, word_of(coordinate.direction));
}

}  // namespace

std::string front_table(const Heading& heading, const std::vector<StoredRow>& rows,
                        const sweep::Front& front, Dominated dominated) {
  std::vector<Column> columns{{front.x.metric}, {front.y.metric}};
  for (const std::string& axis : heading.axes) columns.push_back({short_name(heading, axis)});
  Table table(columns);
  for (const FrontPoint& point : front.best) table.row(cells_of(heading, rows[point.row], front));
  if (dominated == Dominated::list) {
    table.rule();
    for (const FrontPoint& point : front.dominated)
      table.row(cells_of(heading, rows[point.row], front));
  }
  return fmt::format("{}: {} of {} points that no other beats in {} and {}\n\n", heading.name,
                     front.best.size(), front.best.size() + front.dominated.size(),
                     title_of(front.x), title_of(front.y)) +
         table.text();
}

std::string front_csv(const Heading& heading, const std::vector<StoredRow>& rows,
                      const sweep::Front& front, Dominated dominated) {
  std::string text = "on_front," + csv_cell(front.x.metric) + "," + csv_cell(front.y.metric);
  for (const std::string& axis : heading.axes) text += "," + csv_cell(axis);
  text += "\n";
  const auto add = [&](const std::vector<FrontPoint>& points, const char* on_front) {
    for (const FrontPoint& point : points) {
      text += on_front;
      for (const std::string& cell : cells_of(heading, rows[point.row], front))
        text += "," + csv_cell(cell);
      text += "\n";
    }
  };
  add(front.best, "1");
  if (dominated == Dominated::list) add(front.dominated, "0");
  return text;
}

namespace {

struct ComparedChip {
  std::string name;
  double x = 0.0;
  double y = 0.0;
};

std::vector<ComparedChip> compared_chips(const Heading& heading, const std::vector<StoredRow>& rows,
                                         const sweep::Front& front) {
  std::vector<ComparedChip> chips;
  for (const StoredRow& row : rows) {
    if (!sweep::is_compared_chip(row)) continue;
    const auto cell = [&](const std::string& column) {
      return row.row.values.at(sweep::column_named(heading, column));
    };
    const auto x = sweep::number_in(cell(front.x.metric));
    const auto y = sweep::number_in(cell(front.y.metric));
    if (x && y) chips.push_back({sweep::text_of(cell(sweep::kChipKey)), *x, *y});
  }
  return chips;
}

bool is_better(double a, double b, Direction direction) {
  return direction == Direction::maximize ? a > b : a < b;
}

}  // namespace

std::string compared_table(const Heading& heading, const std::vector<StoredRow>& rows,
                           const sweep::Front& front) {
  Table table({{"chip", Align::left}, {front.x.metric}, {front.y.metric}, {"points that beat it"}});
  std::vector<FrontPoint> points = front.best;
  points.insert(points.end(), front.dominated.begin(), front.dominated.end());
  for (const ComparedChip& chip : compared_chips(heading, rows, front)) {
    const auto beats = [&](const FrontPoint& point) {
      return is_better(point.x, chip.x, front.x.direction) &&
             is_better(point.y, chip.y, front.y.direction);
    };
    table.row({chip.name, six_digits(chip.x), six_digits(chip.y),
               std::to_string(std::count_if(points.begin(), points.end(), beats))});
  }
  return table.empty() ? "" : "\n" + table.text();
}

std::string front_svg(const Heading& heading, const std::vector<StoredRow>& rows,
                      const sweep::Front& front) {
  std::vector<ScatterMark> marks;
  for (const ComparedChip& chip : compared_chips(heading, rows, front))
    marks.push_back({chip.x, chip.y, chip.name});
  const auto picture_of = [&](const std::vector<FrontPoint>& points) {
    std::vector<ScatterPoint> dots;
    for (const FrontPoint& point : points)
      dots.push_back({point.x, point.y, settings_text(heading, rows[point.row].row)});
    return dots;
  };
  return scatter_svg({heading.name, title_of(front.x), title_of(front.y),
                      picture_of(front.dominated), picture_of(front.best), marks});
}

std::string sensitivity_table(const sweep::Sensitivity& sensitivity, Levels levels) {
  Table table({{"axis", Align::left},
               {"share of variance %"},
               {"largest / smallest mean"},
               {"smallest at", Align::left},
               {"largest at", Align::left}});
  for (const sweep::MainEffect& effect : sensitivity.effects) {
    const auto [low, high] = std::minmax_element(
        effect.levels.begin(), effect.levels.end(),
        [](const sweep::Level& a, const sweep::Level& b) { return a.mean < b.mean; });
    table.row({effect.axis, fmt::format("{:.1f}", 100.0 * effect.share),
               fmt::format("{:.3g}", effect.best_over_worst), low->value, high->value});
    if (levels == Levels::leave_out) continue;
    for (const sweep::Level& level : effect.levels)
      table.row({"  = " + level.value, "", "", six_digits(level.mean),
                 fmt::format("{} rows", level.rows)});
  }
  table.rule();
  table.row({"axes together", fmt::format("{:.1f}", 100.0 * std::max(0.0, sensitivity.left))});
  const char* const kind = sensitivity.of_logarithm ? "geometric means" : "means";
  return fmt::format("{} over {} rows; {}{}\n\n", sensitivity.metric, sensitivity.rows, kind,
                     sensitivity.of_logarithm ? ", variance of the logarithm" : "") +
         table.text();
}

}  // namespace systole::report
