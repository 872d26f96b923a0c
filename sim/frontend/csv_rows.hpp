// Comma-separated values as people and spreadsheets write them, with the place of every field.
#pragma once

#include <string_view>
#include <vector>

namespace systole::frontend {

struct CsvField {
  std::string_view text;  ///< without blanks at either end
  int column = 1;         ///< of its first character
};

struct CsvRow {
  int line = 1;
  std::vector<CsvField> fields;
};

/// The rows of `text` that say anything: no blank lines, none of commas only, no comments (from a
/// `#` that starts a word, or a `//` that starts a field, to the end of the line). Empty fields at
/// the end of a row are dropped. Lines end with LF, CRLF or CR. The fields point into `text`.
std::vector<CsvRow> csv_rows(std::string_view text);

}  // namespace systole::frontend
