// A CSV file whose first line names its columns, with a place for every mistake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace systole::validate {

struct CsvTable {
  struct Row {
    int line = 0;
    std::vector<std::string> cells;  ///< as many as there are columns
  };
  std::string file;
  int header_line = 1;
  std::vector<std::string> columns;
  std::vector<Row> rows;

  bool has(const std::string& column) const { return index_of(column).has_value(); }
  std::optional<std::size_t> index_of(const std::string& column) const;
};

/// RFC 4180: cells in quotes may hold commas and doubled quotes. Lines that begin with # and empty
/// lines are skipped.
CsvTable parse_csv_table(const std::string& text, const std::string& file,
                         Diagnostics& diagnostics);

/// The cells of one row by column, with what is wrong with them.
class CsvCells {
 public:
  CsvCells(const CsvTable& table, const CsvTable::Row& row, Diagnostics& diagnostics)
      : table_(table), row_(row), diagnostics_(diagnostics) {}

  Place place() const { return {table_.file, row_.line, 0}; }
  /// Empty where the table has no such column.
  std::string text(const std::string& column) const;
  std::int64_t count(const std::string& column) const;  ///< an integer >= 1
  /// An integer >= `least`; `fallback` where the column is missing or its cell empty.
  std::int64_t count_or(const std::string& column, std::int64_t fallback, std::int64_t least) const;
  double positive(const std::string& column) const;

 private:
  std::int64_t integer(const std::string& column, std::int64_t least) const;

  const CsvTable& table_;
  const CsvTable::Row& row_;
  Diagnostics& diagnostics_;
};

}  // namespace systole::validate
