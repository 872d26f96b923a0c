#include "report/page/sweep_rows.hpp"

#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/scalars.hpp"
#include "base/text.hpp"

namespace systole::report {

namespace {

struct Row {
  int line = 1;
  std::vector<std::string> cells;
};

/// Reads cells one after the other and knows the line it is on.
class CsvReader {
 public:
  explicit CsvReader(const SourceText& source) : source_(source) {}

  bool at_end() const { return at_ >= source_.text.size(); }

  Row row() {
    Row row{line_, {}};
    do {
      row.cells.push_back(cell());
    } while (take(','));
    take('\r');
    if (take('\n')) ++line_;
    return row;
  }

 private:
  bool take(char c) {
    if (at_end() || source_.text[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string cell() {
    if (take('"')) return quoted();
    const std::size_t end = std::min(source_.text.find_first_of(",\r\n", at_), source_.text.size());
    const std::string_view text = std::string_view(source_.text).substr(at_, end - at_);
    at_ = end;
    return std::string(trim(text));
  }

  std::string quoted() {
    const int start = line_;
    std::string text;
    while (!at_end()) {
      const char c = source_.text[at_++];
      if (c == '"' && !take('"')) return text;
      if (c == '\n') ++line_;
      text += c;
    }
    throw UserError(Place{source_.name, start, 0}, "a quoted cell has no closing quote");
  }

  const SourceText& source_;
  std::size_t at_ = 0;
  int line_ = 1;
};

bool is_blank(const Row& row) { return row.cells.size() == 1 && row.cells.front().empty(); }

std::vector<Row> rows_of(const SourceText& csv) {
  std::vector<Row> rows;
  CsvReader reader(csv);
  while (!reader.at_end()) {
    Row row = reader.row();
    if (!is_blank(row)) rows.push_back(std::move(row));
  }
  return rows;
}

void check_rows(const std::vector<Row>& rows, const SourceText& csv) {
  if (rows.size() < 2 || rows.front().cells.size() < 2) {
    throw UserError(fmt::format(
        "{}: expected a row of column names and at least one row of values below it, separated by "
        "commas",
        csv.name));
  }
  for (const Row& row : rows) {
    if (row.cells.size() == rows.front().cells.size()) continue;
    throw UserError(Place{csv.name, row.line, 0},
                    fmt::format("this row has {} cells, the first row names {} columns",
                                row.cells.size(), rows.front().cells.size()));
  }
}

std::string json_row(const Row& row) {
  std::vector<std::string> cells;
  cells.reserve(row.cells.size());
  for (const std::string& cell : row.cells) cells.push_back(json_text(cell));
  return fmt::format("[{}]", fmt::join(cells, ","));
}

}  // namespace

std::string sweep_rows(const SourceText& csv) {
  if (!is_valid_utf8(csv.text))
    throw UserError(fmt::format("{}: this is not UTF-8 text; expected a CSV file", csv.name));
  const std::vector<Row> rows = rows_of(csv);
  check_rows(rows, csv);
  std::vector<std::string> texts;
  for (std::size_t i = 1; i < rows.size(); ++i) texts.push_back(json_row(rows[i]));
  return fmt::format(R"({{"columns":{},"rows":[{}]}})", json_row(rows.front()),
                     fmt::join(texts, ","));
}

}  // namespace systole::report
