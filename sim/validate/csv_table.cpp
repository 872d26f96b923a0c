#include "validate/csv_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/document.hpp"
#include "base/text.hpp"

namespace systole::validate {

namespace {

/// Takes one record off the front of `text`.
class Record {
 public:
  explicit Record(std::string_view text) : text_(text) {}

  std::vector<std::string> cells() {
    std::vector<std::string> cells(1);
    for (const char c : text_) take(c, cells);
    return cells;
  }

 private:
  void take(char c, std::vector<std::string>& cells) {
    if (c == '"') {
      // The second quote of a pair inside quotes is a quote.
      if (!quoted_ && closed_) cells.back() += '"';
      closed_ = quoted_;
      quoted_ = !quoted_;
      return;
    }
    closed_ = false;
    if (c == ',' && !quoted_) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }

  std::string_view text_;
  bool quoted_ = false;
  bool closed_ = false;
};

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells = Record(line).cells();
  for (std::string& cell : cells) cell = std::string(trim(cell));
  return cells;
}

void add_row(CsvTable& table, int line, std::vector<std::string> cells, Diagnostics& diagnostics) {
  if (cells.size() > table.columns.size()) {
    diagnostics.error({table.file, line, 0}, "",
                      fmt::format("{} cells, but the first line names {} columns (a comma inside "
                                  "of a cell needs quotes)",
                                  cells.size(), table.columns.size()));
    return;
  }
  cells.resize(table.columns.size());
  table.rows.push_back({line, std::move(cells)});
}

// Spreadsheets write it in front of what is UTF-8.
std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (starts_with(text, kMark)) text.remove_prefix(kMark.size());
  return text;
}

}  // namespace

std::optional<std::size_t> CsvTable::index_of(const std::string& column) const {
  const auto found = std::find(columns.begin(), columns.end(), column);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

CsvTable parse_csv_table(const std::string& text, const std::string& file,
                         Diagnostics& diagnostics) {
  CsvTable table;
  table.file = file;
  if (!check_is_text(text, file, diagnostics)) return table;
  int number = 0;
  for (const std::string_view raw : split(without_byte_order_mark(text), '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') continue;
    if (table.columns.empty()) {
      table.columns = cells_of(line);
      table.header_line = number;
    } else {
      add_row(table, number, cells_of(line), diagnostics);
    }
  }
  return table;
}

std::string CsvCells::text(const std::string& column) const {
  const auto index = table_.index_of(column);
  return index ? row_.cells[*index] : std::string();
}

std::int64_t CsvCells::integer(const std::string& column, std::int64_t least) const {
  const std::string cell = text(column);
  const auto value = parse_integral(cell);
  if (value && *value >= least) return *value;
  diagnostics_.error(place(), column,
                     fmt::format("expected an integer of {} or more, got '{}'", least, cell));
  return least;
}

std::int64_t CsvCells::count(const std::string& column) const { return integer(column, 1); }

std::int64_t CsvCells::count_or(const std::string& column, std::int64_t fallback,
                                std::int64_t least) const {
  return text(column).empty() ? fallback : integer(column, least);
}

double CsvCells::positive(const std::string& column) const {
  const std::string cell = text(column);
  const auto value = parse_double(cell);
  if (value && *value > 0.0) return *value;
  diagnostics_.error(place(), column, fmt::format("expected a number above 0, got '{}'", cell));
  return 1.0;
}

}  // namespace systole::validate
