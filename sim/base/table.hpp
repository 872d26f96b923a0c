// A text table with aligned columns, as every report prints it.
#pragma once

#include <string>
#include <vector>

namespace systole {

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::right;
};

/// Collects rows of cells and lays them out at the end. Widths are display widths, so UTF-8 text
/// lines up.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// Missing cells at the end are empty; throws ModelError when there are more cells than columns.
  void row(std::vector<std::string> cells);
  /// A line across the table here, for instance above the totals.
  void rule();

  bool empty() const { return rows_.empty(); }
  /// Header, rule and rows, each line ended by a line feed and without blanks at its end.
  std::string text() const;

 private:
  using Row = std::vector<std::string>;  ///< no cells: a rule
  std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace systole
